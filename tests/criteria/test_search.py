"""The search: languages, spelling, order, and the index that follows what is written."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from criteria.models import CriterionVersion, GroupText, Label, SearchText, SearchWord, Translation
from criteria.search.asking import language_of
from criteria.search.indexing import RECIPE, missing
from criteria.search.stems import terms
from criteria.search.words import fold, typed_words
from criteria.services.publishing import withdraw_version
from criteria.services.translating import save_translation
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db

# Two forms of a word of the trade in each language: one stands in the text, the other is typed.
FORMS = [
    ("en", "refurbished", "refurbishing"),
    ("en", "policies", "policy"),
    ("fi", "hankinta", "hankinnoissa"),
    ("fi", "kaluste", "kalusteissa"),
    ("fi", "tuoli", "tuolien"),
    ("fi", "pöytä", "pöydillä"),
    ("bg", "мебел", "мебелите"),
    ("bg", "поръчка", "поръчките"),
    ("el", "έπιπλο", "επίπλων"),
    ("el", "προμήθεια", "προμηθειών"),
    ("es", "silla", "sillas"),
    ("es", "contratación", "contrataciones"),
    ("et", "mööbel", "mööblit"),
    ("et", "hange", "hangetes"),
    ("hr", "namještaj", "namještaja"),
    ("hr", "nabava", "nabave"),
    ("it", "appalto", "appalti"),
    ("it", "mobile", "mobili"),
    ("lt", "kėdė", "kėdės"),
    ("lt", "pirkimas", "pirkimuose"),
    ("nb", "møbel", "møblene"),
    ("nb", "anskaffelse", "anskaffelser"),
    ("pt", "cadeira", "cadeiras"),
    ("pt", "contratação", "contratações"),
]


@pytest.fixture
def read_in() -> Iterator[Callable[[str], None]]:
    """Choose the page's language."""
    with translation.override("en"):
        yield translation.activate


def numbers(typed: str) -> list[str]:
    return [version.criterion.number for version in CriterionVersion.objects.published().found_by(typed)]


@pytest.mark.parametrize("page", ["en", "fi"])
@pytest.mark.parametrize(("language", "written", "typed"), FORMS)
def test_an_inflected_form_finds_another_whatever_the_page_is_in(
    language: str, written: str, typed: str, page: str, read_in: Any
) -> None:
    make_version("FUR-001", languages=(language,), title=written)
    make_version("FUR-002", languages=(language,), title="x")
    read_in(page)
    assert numbers(typed) == ["FUR-001"]
    assert numbers(typed.upper()) == ["FUR-001"]


@pytest.mark.parametrize(("language", "written", "typed"), FORMS)
def test_a_form_without_accents_finds_too(language: str, written: str, typed: str) -> None:
    make_version("FUR-001", languages=(language,), title=typed)
    assert numbers(fold(typed)) == ["FUR-001"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("έπιπλα", "επιπλα"),
        ("επιπλα", "ΕΠΙΠΛΑ"),
        ("χώρος", "ΧΩΡΟΣ"),
        ("зелёный", "зеленый"),
        ("møbler", "mobler"),
        ("čistoća", "cistoca"),
    ],
)
def test_case_accents_and_final_letters_do_not_matter(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def test_a_beginning_finds_the_word() -> None:
    make_version("FUR-001", title="Refurbished desks")
    make_version("FUR-002", title="New desks")
    assert numbers("refurb") == ["FUR-001"]


def test_misspelt_words_find_the_nearest_and_the_page_says_so(client: Client) -> None:
    make_version("FUR-001", title="Refurbished furniture")
    make_version("FUR-002", title="Repaired carpets")
    address = reverse("criteria:list")
    page = client.get(address, {"q": "refurbishd funriture"}).content.decode()
    assert "/criteria/fur-001/" in page
    assert "/criteria/fur-002/" not in page
    assert "Nothing found for “refurbishd funriture”. Showing results for “refurbish" in page
    assert "as_typed=1" in page
    exact = client.get(address, {"q": "refurbishd funriture", "as_typed": "1"}).content.decode()
    assert "/criteria/fur-001/" not in exact


def test_a_correction_keeps_the_accents_of_the_language() -> None:
    make_version("FUR-001", languages=("fi",), title="Pöytätasot")
    assert CriterionVersion.objects.published().asked_by("poytatasit").words == ("pöytätasot",)


def test_a_word_of_a_draft_alone_corrects_nothing_for_the_public() -> None:
    make_version("FUR-001", title="Chairs")
    make_version("FUR-002", title="Upholstery", published=False)
    assert CriterionVersion.objects.published().asked_by("upholstry").words == ("upholstry",)
    assert CriterionVersion.objects.all().asked_by("upholstry").words == ("upholstery",)


def test_title_comes_before_requirement_and_that_before_the_rest() -> None:
    for number, field in (("FUR-001", "guidance"), ("FUR-002", "requirement"), ("FUR-003", "title")):
        version = make_version(number, published=False)
        Translation.objects.filter(version=version).delete()
        words = {"title": "Plain words here", "requirement": "Something else here.", "guidance": "More of it."}
        Translation.objects.create(version=version, language="en", **{**words, field: "All about asphalt here"})
        CriterionVersion.objects.filter(pk=version.pk).update(state="published", valid_from="2026-01-01T00:00Z")
    assert numbers("asphalt") == ["FUR-003", "FUR-002", "FUR-001"]


@pytest.mark.parametrize(("page", "first"), [("en", "FUR-002"), ("fi", "FUR-001")])
def test_the_readers_language_comes_first(page: str, first: str, read_in: Any) -> None:
    make_version("FUR-001", languages=("fi",), title="EPEAT")
    make_version("FUR-002", languages=("en",), title="EPEAT")
    read_in(page)
    assert numbers("epeat")[0] == first


def test_each_hit_knows_the_language_it_was_found_in() -> None:
    make_version("FUR-001", languages=("el",), title="έπιπλα")
    found = CriterionVersion.objects.published().found_by("επιπλα").get()
    assert language_of(found.best) == "el"


@pytest.mark.parametrize("typed", ["FUR-004", "fur-004", "fur004", "FUR 4", "fur4", "  Fur 004 "])
def test_a_number_is_found_however_it_is_written(typed: str) -> None:
    make_version("FUR-004")
    make_version("FUR-005", requirement="Together with FUR-004 it makes a pair.")
    make_version("FUR-040")
    assert numbers(typed) == ["FUR-004", "FUR-005"]


@pytest.mark.parametrize(
    "typed",
    [
        '"', "'", "*", "chair*", "(chair", "chair OR", "NEAR(chair chair)", "title: chair", "-chair", "chair & !", ":*",
        "chair\x00", "chair\\", "^chair", "{title}: chair", "chair' | 'x", "%s chair", "chair " * 2000, "c" * 10_000,
        "🪑 chair", "²½", "x\u0301" * 500,
    ],
)  # fmt: skip
def test_hostile_words_are_only_words(typed: str) -> None:
    make_version("FUR-001", title="chair near title or s x")
    assert set(numbers(typed)) <= {"FUR-001"}
    assert len(typed_words(typed)) <= 2000


def test_a_question_too_long_is_refused_beside_the_field(client: Client) -> None:
    answer = client.get(reverse("criteria:list"), {"q": "c" * 10_000})
    assert answer.status_code == 422
    assert "at most 200 characters" in answer.content.decode()


def test_nothing_typed_finds_all_and_only_signs_find_none() -> None:
    make_version("FUR-001")
    assert numbers("  ") == ["FUR-001"]
    assert numbers("\"'*-(") == []


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert typed_words("the chairs and the desks") == ["chairs", "desks"]
    assert typed_words("and") == ["and"]


def test_a_new_translation_is_found_at_once(buyer: Any) -> None:
    version = make_version("FUR-001")
    assert numbers("nojatuoli") == []
    texts = {"title": "Nojatuoli", "requirement": "Kestää.", "verification": "Näin.", "evidence": "Tai vastaava."}
    save_translation(version=version, language="fi", by=buyer, expected_version=0, texts=texts)
    assert numbers("nojatuolit") == ["FUR-001"]
    text = version.translations.get(language="fi")
    save_translation(
        version=version, language="fi", by=buyer, expected_version=text.row_version, texts={**texts, "title": "Penkki"}
    )
    assert numbers("nojatuoli") == []
    version.translations.get(language="fi").delete()
    assert numbers("penkki") == []


def test_what_is_superseded_or_withdrawn_is_not_found_among_what_is_in_force(buyer: Any) -> None:
    make_version("FUR-001", title="Hammock")
    make_version("FUR-001", title="Deckchair")
    assert numbers("hammock") == []
    assert numbers("deckchair") == ["FUR-001"]
    withdraw_version(version=CriterionVersion.objects.published().get(), by=buyer, reason="Out of date.")
    assert numbers("deckchair") == []
    assert CriterionVersion.objects.found_by("hammock").count() == 1


def test_labels_and_names_of_groups_are_followed() -> None:
    version = make_version("FUR-001")
    label = Label.objects.create(slug="swan", name="Nordic Swan")
    version.labels.add(label)
    assert numbers("swan") == ["FUR-001"]
    label.name = "Blue Angel"
    label.save()
    assert (numbers("swan"), numbers("angel")) == ([], ["FUR-001"])
    version.labels.clear()
    assert numbers("angel") == []
    text = GroupText.objects.get()
    text.name = "Seating"
    text.save()
    assert numbers("seating") == ["FUR-001"]


def test_a_rebuild_takes_in_what_was_written_past_the_models() -> None:
    version = make_version("FUR-001")
    Translation.objects.filter(version=version).update(title="Footstool")
    SearchWord.objects.create(language="en", word="ghost", written="ghost", length=5)
    assert numbers("footstool") == []
    call_command("rebuild_search")
    assert numbers("footstool") == ["FUR-001"]
    assert not SearchWord.objects.filter(word="ghost").exists()


def test_an_upgrade_indexes_what_is_missing_or_of_an_older_recipe() -> None:
    make_version("FUR-001", title="Footstool")
    make_version("FUR-002", title="Footrest", languages=("en", "fi"))
    SearchText.objects.filter(version__criterion__number="FUR-001").delete()
    SearchText.objects.filter(number="fur002").update(recipe=RECIPE - 1)
    assert missing().count() == 3
    call_command("rebuild_search", missing=True)
    assert missing().count() == 0
    assert numbers("footstool") == ["FUR-001"]


def test_a_deleted_draft_leaves_the_index() -> None:
    version = make_version("FUR-001", title="Footstool", published=False)
    version.delete()
    assert not SearchText.objects.exists()
    assert not CriterionVersion.objects.found_by("footstool").exists()


def test_a_word_is_indexed_as_written_by_lemma_and_by_stem() -> None:
    assert terms("hankinnoissa", "fi") == ("hankinnoissa", "hankin", "hankino")
    assert terms("2014", "en") == ("2014",)
