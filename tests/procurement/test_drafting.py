"""Drafting: what a buyer does, what is refused, what is never lost."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from circpro.audit.models import AppendOnly, Entry
from circpro.errors import StaleWrite
from criteria.models import CriteriaSet, CriteriaSetItem
from criteria.services.publishing import publish_version
from procurement.errors import AlreadyThere, NotAccepted, NotReady, WrongState
from procurement.models import Attachment, Revision, Tender, TenderItem
from procurement.services import drafting, freezing, items, sections
from procurement.services.award import set_award
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db


def test_a_new_draft_has_one_lot_and_is_noted(tender: Tender, buyer: Any) -> None:
    assert [lot.number for lot in tender.lots.all()] == [1]
    entry = Entry.objects.about(tender).get()
    assert (entry.action, entry.actor) == ("create_tender", buyer)


def test_the_record_of_changes_cannot_be_rewritten(tender: Tender) -> None:
    entry = Entry.objects.about(tender).get()
    for forbidden in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(action="x"),
    ):
        with pytest.raises(AppendOnly):
            forbidden()


def test_a_stale_save_is_refused_with_both_texts(tender: Tender, buyer: Any) -> None:
    drafting.change_tender(tender=tender, by=buyer, expected_version=1, subject="By the colleague")
    with pytest.raises(StaleWrite) as caught:
        drafting.change_tender(tender=tender, by=buyer, expected_version=1, subject="By me")
    assert caught.value.current == {"subject": "By the colleague"}
    assert caught.value.yours == {"subject": "By me"}
    tender.refresh_from_db()
    assert (tender.subject, tender.version) == ("By the colleague", 2)


def test_a_set_adds_what_is_not_there_yet_in_its_order(lot: Any, item: Any, award_criterion: Any, buyer: Any) -> None:
    bundle = CriteriaSet.objects.create(slug="s", group=make_group(), model="purchase", ambition="core")
    for position, version in enumerate([award_criterion, item.criterion_version]):
        CriteriaSetItem.objects.create(criteria_set=bundle, criterion=version.criterion, position=position)
    added, known = items.add_set(lot=lot, criteria_set=bundle, by=buyer)
    assert [str(i) for i in added] == ["FUR-002 v1"]
    assert known == ["FUR-001"]


def test_a_criterion_stands_in_a_lot_once(lot: Any, item: Any, buyer: Any) -> None:
    with pytest.raises(AlreadyThere):
        items.add_criterion(lot=lot, version=item.criterion_version, by=buyer)


def test_a_tender_keeps_its_version_when_the_library_goes_on(item: Any) -> None:
    newer = make_version("FUR-001", requirement="Spare parts for ever.")
    item = TenderItem.objects.with_texts().get(pk=item.pk)
    assert item.criterion_version.state == "superseded"
    assert item.criterion_version.replaced_by == newer
    assert item.filled("en")["requirement"] == "Spare parts for 5 years."


@pytest.mark.parametrize("value", ["1", "11", "2.5", "many", "NaN", ""])
def test_a_figure_outside_its_range_is_refused_beside_it(item: Any, buyer: Any, value: str) -> None:
    with pytest.raises(NotAccepted) as caught:
        items.change_item(item=item, by=buyer, expected_version=1, parameters={"years": value})
    assert list(caught.value.errors) == ["parameters.years"]
    item.refresh_from_db()
    assert item.parameters == {"years": "5"}


def test_only_what_differs_from_the_library_is_kept_as_adapted(item: Any, buyer: Any) -> None:
    texts = {"en": {"title": "Title of FUR-001", "requirement": "Spare parts for {years} years, free of charge."}}
    items.change_item(item=item, by=buyer, expected_version=1, texts=texts, parameters={"years": "8"})
    item.refresh_from_db()
    assert item.adapted == {"en": {"requirement": "Spare parts for {years} years, free of charge."}}
    assert item.filled("en")["requirement"] == "Spare parts for 8 years, free of charge."
    assert item.library_filled("en")["requirement"] == "Spare parts for 8 years."


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"en": {"requirement": " "}}, "texts.en.requirement"),
        ({"en": {"requirement": "For {decades}."}}, "texts.en.requirement"),
        ({"fi": {"requirement": "Teksti."}}, "texts.fi.requirement"),
        ({"en": {"source": "Mine."}}, "texts.en.source"),
    ],
)
def test_a_text_that_cannot_be_printed_is_refused(item: Any, buyer: Any, texts: Any, field: str) -> None:
    with pytest.raises(NotAccepted) as caught:
        items.change_item(item=item, by=buyer, expected_version=1, texts=texts)
    assert list(caught.value.errors) == [field]


def test_a_removed_criterion_comes_back_as_it_was(item: Any, buyer: Any, lot: Any) -> None:
    items.change_item(item=item, by=buyer, expected_version=1, parameters={"years": "9"})
    items.remove_item(item=item, by=buyer)
    assert not lot.items.kept().exists()
    items.restore_item(item=item, by=buyer)
    assert lot.items.kept().get().parameters == {"years": "9"}


def test_criteria_change_places_among_their_kind(lot: Any, item: Any, award_item: Any, buyer: Any) -> None:
    third = items.add_criterion(lot=lot, version=make_version("FUR-003"), by=buyer)
    items.move_item(item=third, by=buyer, up=True)
    assert list(lot.items.kept().of_kind("technical_specification").order_by("position")) == [third, item]
    items.move_item(item=third, by=buyer, up=True)
    assert list(lot.items.kept().of_kind("technical_specification").order_by("position")) == [third, item]


@pytest.mark.parametrize(
    ("price", "quality", "field", "words"),
    [
        (60, 30, "weights", "10 is missing"),
        (60, 50, "weights", "10 too much"),
        (None, 40, "price_weight", "0 to 100"),
        (100, 0, "weights.{pk}", "above 0"),
        (60, None, "weights.{pk}", "above 0"),
    ],
)
def test_weights_that_do_not_sum_are_refused_and_none_is_kept(
    lot: Any, award_item: Any, buyer: Any, price: Any, quality: Any, field: str, words: str
) -> None:
    given = {award_item.pk: Decimal(quality)} if quality is not None else {}
    with pytest.raises(NotAccepted) as caught:
        set_award(
            lot=lot, by=buyer, expected_version=lot.version, method="price_quality",
            price_weight=None if price is None else Decimal(price), weights=given,
        )  # fmt: skip
    assert words in caught.value.errors[field.format(pk=award_item.pk)]
    lot.refresh_from_db()
    assert lot.price_weight is None


def weigh(lot: Any, award_item: Any, buyer: Any) -> None:
    set_award(
        lot=lot, by=buyer, expected_version=lot.version, method="price_quality", price_weight=Decimal(60),
        weights={award_item.pk: Decimal(40)},
    )  # fmt: skip


def test_an_unfinished_draft_is_not_frozen_and_says_why(tender: Tender, lot: Any, award_item: Any, buyer: Any) -> None:
    with pytest.raises(NotReady) as caught:
        freezing.freeze_revision(tender=tender, by=buyer)
    assert [finding.rule for finding in caught.value.findings] == ["award_without_weight"]
    assert not Revision.objects.exists()


def test_a_language_without_text_keeps_the_draft_from_being_frozen(
    tender: Tender, item: Any, award_item: Any, lot: Any, buyer: Any
) -> None:
    weigh(lot, award_item, buyer)
    drafting.change_tender(tender=tender, by=buyer, expected_version=1, languages=["en", "fi"])
    with pytest.raises(NotReady) as caught:
        freezing.freeze_revision(tender=tender, by=buyer)
    assert [finding.rule for finding in caught.value.findings] == ["text_missing", "text_missing"]


def test_a_revision_is_what_the_draft_was(tender: Tender, lot: Any, item: Any, award_item: Any, buyer: Any) -> None:
    weigh(lot, award_item, buyer)
    first = freezing.freeze_revision(tender=tender, by=buyer)
    assert freezing.freeze_revision(tender=tender, by=buyer) == first
    items.change_item(item=item, by=buyer, expected_version=1, parameters={"years": "10"})
    second = freezing.freeze_revision(tender=tender, by=buyer)
    texts = [r.snapshot["lots"][0]["items"][0]["texts"]["en"]["requirement"] for r in (first, second)]
    assert texts == ["Spare parts for 5 years.", "Spare parts for 10 years."]
    assert (second.number, len(second.sha256)) == (2, 64)


def test_nothing_is_written_into_a_cancelled_tender(tender: Tender, lot: Any, item: Any, buyer: Any) -> None:
    drafting.move_tender(tender=tender, by=buyer, to="cancelled")
    for act in (
        lambda: drafting.change_tender(tender=tender, by=buyer, expected_version=2, subject="x"),
        lambda: drafting.add_lot(tender=tender, by=buyer, title="x"),
        lambda: items.change_item(item=item, by=buyer, expected_version=1, parameters={}),
        lambda: items.remove_item(item=item, by=buyer),
        lambda: sections.add_section(tender=tender, by=buyer, heading="x", body="x", language="en"),
        lambda: freezing.freeze_revision(tender=tender, by=buyer),
    ):
        with pytest.raises(WrongState):
            act()
    drafting.move_tender(tender=tender, by=buyer, to="draft")
    drafting.add_lot(tender=tender, by=buyer, title="Again")


def test_a_lot_goes_with_its_criteria_and_the_last_one_stays(tender: Tender, lot: Any, buyer: Any) -> None:
    second = drafting.add_lot(tender=tender, by=buyer, title="Chairs")
    drafting.remove_lot(lot=lot, by=buyer)
    second.refresh_from_db()
    assert second.number == 1
    with pytest.raises(WrongState):
        drafting.remove_lot(lot=second, by=buyer)


def test_a_section_keeps_text_and_loses_scripts(tender: Tender, buyer: Any) -> None:
    body = '<h1>Where</h1><p onclick="x()">To the <b>school</b><script>alert(1)</script><img src=x onerror=y></p>'
    section = sections.add_section(tender=tender, by=buyer, heading="Delivery", body=body, language="en")
    assert section.body == "<h3>Where</h3><p>To the <b>school</b></p>"


def upload(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ"),
        ("page.html", b"<script>"),
        ("really.pdf", b"<html>not a pdf"),
        ("empty.pdf", b""),
        ("picture.png", b"%PDF-1.7"),
        ("list.xlsx", b"PK\x03\x04 broken"),
    ],
)
def test_an_upload_of_the_wrong_kind_is_refused_beside_the_field(
    tender: Tender, buyer_client: Client, name: str, content: bytes
) -> None:
    address = reverse("procurement:sections", args=[tender.pk])
    answer = buyer_client.post(address, {"title": "Inventory", "file": upload(name, content)})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Attachment.objects.exists()


def test_an_annex_is_kept_and_served_as_a_download(tender: Tender, buyer_client: Client) -> None:
    address = reverse("procurement:sections", args=[tender.pk])
    buyer_client.post(address, {"title": "Inventory", "file": upload("liste.pdf", b"%PDF-1.7 content")})
    attachment = Attachment.objects.get()
    answer = buyer_client.get(reverse("procurement:attachment", args=[attachment.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 content"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_autosave_answers_with_the_new_version_and_a_stale_one_with_409(item: Any, buyer_client: Client) -> None:
    address = item.get_absolute_url()
    data = {"version": 1, "parameters.years": "7", "autosave": "1"}
    saved = buyer_client.post(address, data, headers={"HX-Request": "true"})
    assert 'data-row-version="2"' in saved.content.decode()
    stale = buyer_client.post(address, data, headers={"HX-Request": "true"})
    assert stale.status_code == 409
    wrong = buyer_client.post(address, {**data, "version": 2, "parameters.years": "99"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    item.refresh_from_db()
    assert item.parameters == {"years": "7"}


def test_publishing_needs_a_draft() -> None:
    version = make_version("FUR-007", published=False)
    assert publish_version(version=version).state == "published"


PAGES = [
    "procurement:overview",
    "procurement:criteria",
    "procurement:award",
    "procurement:lots",
    "procurement:document",
]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_tender_asks_the_same_number_of_questions_for_any_number_of_criteria(
    name: str, tender: Tender, lot: Any, buyer: Any, buyer_client: Client
) -> None:
    address = reverse(name, args=[tender.pk])

    def counted() -> int:
        buyer_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert buyer_client.get(address).status_code == 200
        return len(queries)

    def add(numbers: range) -> None:
        for number in numbers:
            kind = "award_criterion" if number % 2 else "technical_specification"
            version = make_version(f"FUR-{number:03}", kind=kind, figures={"years": (5, 2, 10)})
            items.add_criterion(lot=lot, version=version, by=buyer)

    add(range(100, 110))
    few = counted()
    add(range(110, 150))
    assert counted() == few


@pytest.mark.parametrize("address", ["/tenders/", "/", "/api/v1/tenders/", "/api/v1/lots/"])
def test_lists_of_tenders_ask_the_same_number_of_questions_at_10_and_1000(
    address: str, tender: Tender, buyer_client: Client
) -> None:
    def counted() -> int:
        buyer_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert buyer_client.get(address).status_code == 200
        return len(queries)

    def copies(count: int) -> None:
        tender_fields = {f.name: getattr(tender, f.name) for f in Tender._meta.concrete_fields if f.name != "id"}
        Tender.objects.bulk_create(Tender(**tender_fields) for _ in range(count))

    copies(9)
    few = counted()
    copies(990)
    assert counted() == few
