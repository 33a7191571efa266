"""Texts in other languages: written beside the original, reviewed by a second person, kept where they are used."""

from typing import Any

import pytest
from django.test import Client

from circpro.errors import StaleWrite
from criteria.errors import Incomplete, InUse, NotNow, SecondPersonNeeded
from criteria.models import CriterionVersion, Translation
from criteria.services.translating import review_translation, save_translation
from procurement.services import items
from tests.conftest import make_user
from tests.criteria.factories import make_version

pytestmark = pytest.mark.django_db
GREEK = {"title": "Ανταλλακτικά", "requirement": "Για {years} έτη.", "verification": "Έλεγχος."}


@pytest.fixture
def colleague(authority: Any) -> Any:
    return make_user("colleague@elverum.example", authority, "librarian")


@pytest.fixture
def version() -> CriterionVersion:
    return make_version("FUR-001", figures={"years": (5, 2, 10)}, requirement="For {years} years.")


def page_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_language_is_added_to_a_published_version_as_a_draft(version: Any, librarian: Any) -> None:
    save_translation(version=version, language="el", by=librarian, expected_version=0, texts=GREEK)
    text = version.translations.get(language="el")
    assert (text.state, text.written_by, text.title) == ("draft", librarian, "Ανταλλακτικά")
    assert [v.criterion.number for v in CriterionVersion.objects.published().found_by("Ανταλλακτικά")] == ["FUR-001"]


def test_a_draft_is_written_on_until_a_second_person_has_reviewed_it(
    version: Any, librarian: Any, colleague: Any
) -> None:
    text = save_translation(version=version, language="el", by=librarian, expected_version=0, texts=GREEK)
    with pytest.raises(SecondPersonNeeded):
        review_translation(text=text, by=librarian, expected_version=1)
    better = {**GREEK, "title": "Διαθέσιμα ανταλλακτικά"}
    text = save_translation(version=version, language="el", by=librarian, expected_version=1, texts=better)
    with pytest.raises(StaleWrite):
        review_translation(text=text, by=colleague, expected_version=1)
    review_translation(text=text, by=colleague, expected_version=2)
    assert version.translations.get(language="el").state == "reviewed"
    with pytest.raises(NotNow):
        save_translation(version=version, language="el", by=librarian, expected_version=3, texts=GREEK)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"title": "", "requirement": "Για {years} έτη."}, "title"),
        ({"title": "Τ", "requirement": ""}, "requirement"),
        ({"title": "Τ", "requirement": "Χωρίς αριθμό."}, "requirement"),
        ({"title": "Τ {months}", "requirement": "Για {years} έτη."}, "title"),
    ],
)
def test_a_text_that_says_something_else_is_refused(version: Any, librarian: Any, texts: Any, field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        save_translation(version=version, language="el", by=librarian, expected_version=0, texts=texts)
    assert field in refused.value.errors
    assert not version.translations.filter(language="el").exists()


def test_two_translators_never_overwrite_each_other(version: Any, librarian: Any, colleague: Any) -> None:
    save_translation(version=version, language="el", by=librarian, expected_version=0, texts=GREEK)
    theirs = {**GREEK, "title": "Άλλο"}
    save_translation(version=version, language="el", by=colleague, expected_version=1, texts=theirs)
    answer = page_of(librarian).post(
        f"/criteria/{version.criterion.slug}/v1/translate/el/",
        {**GREEK, "version": "1", "guidance": "", "evidence": ""},
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Άλλο" in page
    assert "Ανταλλακτικά" in page
    assert version.translations.get(language="el").title == "Άλλο"


def test_a_text_that_stands_in_a_tender_is_not_rewritten(tender: Any, lot: Any, buyer: Any, librarian: Any) -> None:
    version = make_version("FUR-002", figures={"years": (5, 2, 10)}, requirement="For {years} years.")
    save_translation(version=version, language="el", by=librarian, expected_version=0, texts=GREEK)
    items.add_criterion(lot=lot, version=version, by=buyer)
    other = {**GREEK, "title": "Άλλο"}
    save_translation(version=version, language="el", by=librarian, expected_version=1, texts=other)
    tender.languages = ["en", "el"]
    tender.save()
    with pytest.raises(InUse):
        save_translation(version=version, language="el", by=librarian, expected_version=2, texts=GREEK)
    assert version.translations.get(language="el").title == "Άλλο"


def test_the_editor_starts_with_what_the_version_before_said(librarian: Any) -> None:
    former = make_version("FUR-001")
    Translation.objects.create(version=former, language="el", title="Παλιό", requirement="Κείμενο", state="reviewed")
    make_version("FUR-001", requirement="It shall last longer.")
    page = page_of(librarian).get(f"/criteria/{former.criterion.slug}/v2/translate/el/").content.decode()
    assert "Παλιό" in page
    assert "It shall last longer." in page


def test_the_editor_saves_says_what_is_wrong_and_lets_a_colleague_review(
    version: Any, librarian: Any, colleague: Any
) -> None:
    address = f"/criteria/{version.criterion.slug}/v1/translate/el/"
    wrong = page_of(librarian).post(address, {**GREEK, "requirement": "Χωρίς.", "version": "0"})
    assert wrong.status_code == 422
    assert "{years}" in wrong.content.decode()
    assert "Χωρίς." in wrong.content.decode()
    page_of(librarian).post(address, {**GREEK, "version": "0"})
    assert "Confirm as reviewed" not in page_of(librarian).get(address).content.decode()
    assert "Confirm as reviewed" in page_of(colleague).get(address).content.decode()
    page_of(colleague).post(f"{address}review/", {"version": "1"})
    assert version.translations.get(language="el").state == "reviewed"


def test_the_names_of_figures_are_translated_with_the_text(version: Any, librarian: Any) -> None:
    address = f"/criteria/{version.criterion.slug}/v1/translate/el/"
    page_of(librarian).post(address, {**GREEK, "version": "0", "label_years": "Διάρκεια", "unit_years": "έτη"})
    parameter = version.parameters.get()
    assert (parameter.labels["el"], parameter.units["el"]) == ("Διάρκεια", "έτη")
    assert parameter.labels["en"] == "years"
    half = {**GREEK, "version": "1", "label_years": "Άλλο", "unit_years": ""}
    page_of(librarian).post(address, half)
    assert version.parameters.get().labels["el"] == "Διάρκεια"


def test_the_state_of_the_translations_is_counted(version: Any, librarian: Any) -> None:
    save_translation(version=version, language="el", by=librarian, expected_version=0, texts=GREEK)
    make_version("FUR-002", languages=("en", "el"))
    counts = Translation.objects.counted_by_group_and_language()
    group = version.criterion.group_id
    assert counts[(group, "el")] == {"fixed": 1, "draft": 1}
    assert counts[(group, "en")] == {"fixed": 2, "draft": 0}
    page = page_of(librarian).get("/criteria/translations/").content.decode()
    assert "1 (1)" in page
    listed = page_of(librarian).get("/criteria/translations/it/").content.decode()
    assert listed.count("Missing") == 2


def test_an_unknown_language_does_not_exist(version: Any, librarian: Any) -> None:
    assert page_of(librarian).get(f"/criteria/{version.criterion.slug}/v1/translate/xx/").status_code == 404
    assert page_of(librarian).get("/criteria/translations/xx/").status_code == 404


@pytest.mark.parametrize(
    ("also", "header", "shown"),
    [([], "", "English words"), (["et"], "", "Eesti"), (["lt", "et"], "", "Eesti"), ([], "et,en;q=0.5", "Eesti")],
)
def test_reading_falls_back_along_the_persons_languages(
    also: list[str], header: str, shown: str, buyer: Any, client: Client
) -> None:
    version = make_version("FUR-001", title="English words")
    Translation.objects.create(version=version, language="et", title="Eesti", requirement="Nõue")
    buyer.reads = also
    buyer.language = "fi"
    buyer.save()
    if not header:
        client.force_login(buyer, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "fi"
    page = client.get(version.get_absolute_url(), headers={"Accept-Language": header}).content.decode()
    assert shown in page
    assert 'class="ds-alert" data-color="info"' in page  # it says that this is another language


def test_a_person_chooses_the_order_of_languages(buyer: Any, buyer_client: Client) -> None:
    data = {"language": "fi", "also_0": "et", "also_1": "et", "also_2": "en"}
    answer = buyer_client.post("/accounts/languages/", data)
    assert answer.status_code == 302
    buyer.refresh_from_db()
    assert (buyer.language, buyer.reads) == ("fi", ["et", "en"])
    assert buyer_client.get("/").content.decode().count('lang="fi"') >= 1
    assert buyer_client.post("/accounts/languages/", {"language": "xx"}).status_code == 422
