"""From the basket into a tender, and from an older version to the one in force."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from circpro.audit.models import Entry
from circpro.errors import StaleWrite
from criteria.models import Criterion, CriterionVersion
from criteria.services.publishing import withdraw_version
from criteria.services.remarks import mark_source
from procurement.errors import AlreadyThere, WrongState
from procurement.models import Tender, TenderItem
from procurement.services import drafting, items
from procurement.services.collecting import take_criteria
from procurement.services.renewing import figures_after, take_new_version
from procurement.services.sections import add_section
from tests.conftest import make_user
from tests.criteria.factories import make_group, make_version

pytestmark = pytest.mark.django_db
COLLECT, BASKET = "/tenders/collect/", "/criteria/basket/"


def put(client: Client, *versions: CriterionVersion) -> None:
    client.post(f"{BASKET}add/", {"criterion": [version.criterion_id for version in versions]})


def numbers(client: Client) -> list[str]:
    return [row["version"].criterion.number for row in client.get(BASKET).context["rows"]]


def whole(item: TenderItem) -> TenderItem:
    return TenderItem.objects.with_texts().select_related("lot__tender").get(pk=item.pk)


BASICS = {
    "subject": "Chairs", "nature": "supplies", "estimated_value": "1000", "currency": "NOK", "duration_months": "12",
    "procedure": "open", "languages": "en", "cpv": "39160000",
}  # fmt: skip


# --- the basket into a tender ---------------------------------------------------------------------------------


def test_the_basket_joins_a_draft_in_its_order_and_says_what_was_there(
    buyer_client: Client, lot: Any, item: Any, award_criterion: CriterionVersion
) -> None:
    third = make_version("FUR-003")
    put(buyer_client, third, item.criterion_version, award_criterion)
    answer = buyer_client.post(COLLECT, {"lot": lot.pk}, follow=True)
    page = answer.content.decode()
    assert "2 criteria of your basket are in the tender now. These were there already: FUR-001." in page
    assert [str(i) for i in lot.items.kept()] == ["FUR-001 v1", "FUR-003 v1", "FUR-002 v1"]
    assert numbers(buyer_client) == []
    assert "The basket was emptied." in page
    buyer_client.post(f"{BASKET}undo/")
    assert numbers(buyer_client) == ["FUR-003", "FUR-001", "FUR-002"]


def test_a_new_tender_begins_with_the_code_of_the_first_group_and_holds_the_basket(
    buyer_client: Client, authority: Any, region: Any, specification: Any, award_criterion: Any
) -> None:
    put(buyer_client, award_criterion, specification)
    page = buyer_client.get("/tenders/new/?basket=1")
    assert page.context["form"].initial["cpv"].startswith("39160000")
    data = {**BASICS, "authority": authority.pk, "place": region.pk}
    answer = buyer_client.post("/tenders/new/?basket=1", data, follow=True)
    assert "2 criteria of your basket are in the tender now." in answer.content.decode()
    assert [str(i) for i in Tender.objects.get().lots.get().items.all()] == ["FUR-002 v1", "FUR-001 v1"]
    assert numbers(buyer_client) == []


def test_a_form_with_errors_loses_neither_the_basket_nor_makes_a_tender(
    buyer_client: Client, authority: Any, specification: Any
) -> None:
    put(buyer_client, specification)
    answer = buyer_client.post("/tenders/new/?basket=1", {**BASICS, "subject": "", "authority": authority.pk})
    assert answer.status_code == 422
    assert not Tender.objects.exists()
    assert numbers(buyer_client) == ["FUR-001"]


def test_without_the_basket_in_the_address_a_new_tender_is_empty(
    buyer_client: Client, authority: Any, region: Any, specification: Any
) -> None:
    put(buyer_client, specification)
    buyer_client.post("/tenders/new/", {**BASICS, "authority": authority.pk, "place": region.pk})
    assert not Tender.objects.get().lots.get().items.exists()
    assert numbers(buyer_client) == ["FUR-001"]


def test_versions_in_force_are_taken_and_what_is_withdrawn_stays_in_the_basket(
    buyer_client: Client, buyer: Any, lot: Any
) -> None:
    old, gone = make_version("FUR-001"), make_version("FUR-002")
    put(buyer_client, old, gone)
    make_version("FUR-001", requirement="Anew.")
    withdraw_version(version=gone, by=buyer, reason="Gone.")
    page = buyer_client.get(COLLECT).content.decode()
    assert "FUR-001 v2 is taken in the place of the older version you collected." in page
    assert "FUR-002 v1 is not in force any more: it stays in the basket." in page
    buyer_client.post(COLLECT, {"lot": lot.pk})
    assert [str(i) for i in lot.items.all()] == ["FUR-001 v2"]
    assert numbers(buyer_client) == ["FUR-002"]


@pytest.mark.parametrize("case", ["foreign", "closed", "nonsense", "nothing"])
def test_a_lot_one_may_not_change_is_refused_beside_the_field(
    buyer_client: Client, buyer: Any, tender: Tender, other_authority: Any, specification: Any, case: str
) -> None:
    lot = tender.lots.get()
    if case == "foreign":
        Tender.objects.filter(pk=tender.pk).update(authority=other_authority)
    if case == "closed":
        drafting.move_tender(tender=tender, by=buyer, to="cancelled")
    put(buyer_client, specification)
    sent = {"nonsense": "x", "nothing": ""}.get(case, lot.pk)
    answer = buyer_client.post(COLLECT, {"lot": sent})
    assert answer.status_code == 422
    assert answer.context["form"].errors["lot"]
    assert not lot.items.exists()
    assert numbers(buyer_client) == ["FUR-001"]


def test_a_tender_closed_in_between_takes_nothing(buyer: Any, tender: Tender, lot: Any, specification: Any) -> None:
    drafting.move_tender(tender=tender, by=buyer, to="cancelled")
    with pytest.raises(WrongState):
        take_criteria(lot=lot, versions=[specification], by=buyer)
    assert not lot.items.exists()


def test_an_empty_basket_has_nothing_to_take(buyer_client: Client, lot: Any) -> None:
    answer = buyer_client.post(COLLECT, {"lot": lot.pk})
    assert "Nothing to take" in answer.content.decode()
    assert not lot.items.exists()


def test_who_signs_in_on_the_way_brings_the_basket_along(client: Client, buyer: Any, specification: Any) -> None:
    put(client, specification)
    answer = client.get(COLLECT)
    assert answer["Location"] == f"/accounts/login/?next={COLLECT}"
    sent = {"login": buyer.email, "password": "a-long-password-1", "next": COLLECT}
    page = client.post("/accounts/login/", sent, follow=True)
    assert page.redirect_chain[-1][0] == COLLECT
    assert page.context["collected"].versions == [specification]


def test_only_drafts_the_person_may_change_are_offered(
    client: Client, authority: Any, other_authority: Any, tender: Tender, specification: Any
) -> None:
    from circpro.consortium.models import Membership

    person = make_user("two@roles.example", authority, "approver")
    Membership.objects.create(user=person, organisation=other_authority, role="buyer")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    put(client, specification)
    assert tender.subject not in client.get(COLLECT).content.decode()


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_drafts(
    buyer_client: Client, buyer: Any, tender: Tender, specification: Any
) -> None:
    put(buyer_client, specification)

    def counted() -> int:
        buyer_client.get(COLLECT)
        with CaptureQueriesContext(connection) as queries:
            buyer_client.get(COLLECT)
        return len(queries)

    few = counted()
    for n in range(10):
        drafting.add_lot(tender=tender, by=buyer, title=f"Lot {n}")
    put(buyer_client, *[make_version(f"FUR-{n:03}") for n in range(10, 30)])
    assert counted() == few


# --- the version in force -------------------------------------------------------------------------------------


def renewed(item: TenderItem, buyer: Any) -> TenderItem:
    take_new_version(item=whole(item), by=buyer, expected_version=item.version)
    return whole(item)


def test_the_buyers_figure_is_kept_where_the_new_range_takes_it(item: Any, buyer: Any) -> None:
    item = items.change_item(item=whole(item), by=buyer, expected_version=1, parameters={"years": "8"})
    make_version("FUR-001", requirement="Parts for {years} years.", figures={"years": (6, 3, 9)})
    item = renewed(item, buyer)
    assert item.filled("en")["requirement"] == "Parts for 8 years."
    entry = Entry.objects.about(item.lot.tender).first()
    assert (entry.action, entry.actor, entry.place) == ("take_new_version", buyer, "FUR-001 v1")
    assert entry.after["criterion_version"] == "FUR-001 v2"


def test_each_figure_says_what_becomes_of_it(item: Any, buyer: Any) -> None:
    new = make_version("FUR-001", requirement="{years} {months}", figures={"years": (15, 12, 20), "months": (3, 1, 6)})
    fates = {figure.name: (figure.before, figure.after, figure.fate) for figure in figures_after(whole(item), new)}
    assert fates == {"years": ("5", "15", "reset"), "months": ("", "3", "new")}
    item = renewed(item, buyer)
    assert item.parameters == {"years": "15", "months": "3"}


def test_the_buyers_words_stay_and_a_figure_that_is_no_more_becomes_text(item: Any, buyer: Any) -> None:
    texts = {"en": {"requirement": "Our parts for {years} years.", "title": "Ours"}}
    item = items.change_item(item=whole(item), by=buyer, expected_version=1, texts=texts)
    make_version("FUR-001", requirement="Parts for ever.", title="Ours")
    item = renewed(item, buyer)
    assert item.filled("en")["requirement"] == "Our parts for 5 years."
    assert item.adapted == {"en": {"requirement": "Our parts for 5 years."}}


def test_a_weight_goes_where_the_kind_is_no_award_criterion_any_more(award_item: Any, buyer: Any) -> None:
    TenderItem.objects.filter(pk=award_item.pk).update(weight=40)
    make_version("FUR-002", kind="technical_specification")
    assert renewed(award_item, buyer).weight is None


def test_a_stale_page_takes_nothing(item: Any, buyer: Any, buyer_client: Client) -> None:
    make_version("FUR-001", requirement="Anew.")
    items.change_item(item=whole(item), by=buyer, expected_version=1, parameters={"years": "8"})
    with pytest.raises(StaleWrite):
        take_new_version(item=whole(item), by=buyer, expected_version=1)
    answer = buyer_client.post(f"/tenders/items/{item.pk}/new-version/", {"version": "1"}, follow=True)
    assert "Somebody else changed this criterion" in answer.content.decode()
    assert str(whole(item).criterion_version) == "FUR-001 v1"


def test_there_must_be_another_version_in_force(item: Any, buyer: Any) -> None:
    with pytest.raises(WrongState):
        take_new_version(item=whole(item), by=buyer, expected_version=1)
    withdraw_version(version=item.criterion_version, by=buyer, reason="Gone.")
    with pytest.raises(WrongState):
        take_new_version(item=whole(item), by=buyer, expected_version=1)


def test_another_criterion_that_took_its_place_is_not_taken_twice(item: Any, lot: Any, buyer: Any) -> None:
    Criterion.objects.create(number="FUR-050", slug="fur-050", group=make_group())
    heir = make_version("FUR-050")
    items.add_criterion(lot=lot, version=heir, by=buyer)
    CriterionVersion.objects.filter(pk=item.criterion_version_id).update(
        state="superseded", replaced_by=heir, valid_until=heir.valid_from
    )
    with pytest.raises(AlreadyThere):
        take_new_version(item=whole(item), by=buyer, expected_version=1)


def test_the_page_shows_words_and_figures_before_anything_is_done(item: Any, buyer_client: Client) -> None:
    make_version("FUR-001", requirement="Spare parts for {years} months.", figures={"years": (15, 12, 20)})
    address = f"/tenders/items/{item.pk}/new-version/"
    page = buyer_client.get(address).content.decode()
    assert "months</" in page or ">months" in page
    assert "set back: the new range does not take it" in page
    assert str(whole(item).criterion_version) == "FUR-001 v1"
    answer = buyer_client.post(address, {"version": "1"}, follow=True)
    assert "Set back to the library’s start: years." in answer.content.decode()
    assert str(whole(item).criterion_version) == "FUR-001 v2"


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 30])
def test_a_version_that_is_no_number_takes_nothing(item: Any, buyer_client: Client, sent: str) -> None:
    make_version("FUR-001", requirement="Anew.")
    buyer_client.post(f"/tenders/items/{item.pk}/new-version/", {"version": sent})
    assert str(whole(item).criterion_version) == "FUR-001 v1"


def test_rows_item_and_document_page_warn_and_the_document_is_still_made(
    item: Any, award_item: Any, tender: Tender, buyer: Any, buyer_client: Client
) -> None:
    from tests.procurement.test_drafting import weigh

    weigh(item.lot, award_item, buyer)
    add_section(tender=tender, by=buyer, heading="H", body="B", language="en")
    make_version("FUR-001", requirement="Anew.", change_note="The standard changed.")
    mark_source(source=item.criterion_version.source, state="withdrawn", note="Annulled.", by=buyer)
    rows = buyer_client.get(f"/tenders/{tender.pk}/criteria/").content.decode()
    assert "Replaced by a newer version" in rows
    assert "Source: withdrawn" in rows
    assert f"/tenders/items/{item.pk}/new-version/" in rows
    assert "Why: The standard changed." in buyer_client.get(f"/tenders/items/{item.pk}/").content.decode()
    page = buyer_client.get(f"/tenders/{tender.pk}/document/")
    assert [notice.rule for notice in page.context["notices"]] == ["version_superseded", "source_aged", "source_aged"]
    assert "Make the document" in page.content.decode()
    assert buyer_client.post(f"/tenders/{tender.pk}/document/freeze/").status_code == 302


def test_the_pages_of_a_lot_ask_the_same_number_of_questions_with_old_versions(
    tender: Tender, lot: Any, buyer: Any, buyer_client: Client
) -> None:
    def grow(first: int, last: int, address: str) -> int:
        for n in range(first, last):
            items.add_criterion(lot=lot, version=make_version(f"FUR-{n:03}"), by=buyer)
            make_version(f"FUR-{n:03}", requirement="Anew.")
        buyer_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert buyer_client.get(address).status_code == 200
        return len(queries)

    criteria, document = f"/tenders/{tender.pk}/criteria/", f"/tenders/{tender.pk}/document/"
    few = [grow(1, 11, criteria), grow(11, 12, document)]
    assert [grow(12, 40, criteria), grow(40, 41, document)] == few
