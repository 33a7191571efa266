"""A criterion's life in the browser: a buyer proposes, a librarian writes, a colleague publishes, a buyer finds it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.serial


def sign_out(page: Page) -> None:
    page.locator("header details.menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def test_a_proposal_ends_in_the_library(page: Page) -> None:
    sign_in(page, "buyer@elverum.example")
    page.goto("/criteria/propose/")
    page.select_option("#id_group", label="Furniture, office and school")
    page.fill("#id_change_note", "Our joiners asked for it.")
    page.fill("#id_title", "Drawings handed over for joinery")
    page.fill("#id_requirement", "The supplier hands over drawings within {days} days.")
    figure = page.locator("details", has=page.locator("#id_figures-0-name"))
    figure.locator("summary").click()
    for name, value in {
        "name": "days",
        "label": "Time",
        "unit": "days",
        "default": "10",
        "min": "5",
        "max": "30",
    }.items():
        page.fill(f"#id_figures-0-{name}", value)
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text("is with the librarians now")).to_be_visible()
    expect(page.locator("mark", has_text="10")).to_be_visible()
    address = page.url
    sign_out(page)

    sign_in(page, "librarian@kinno.example")
    page.get_by_role("link", name="Library desk").click()
    page.get_by_role("link", name="Drawings handed over for joinery").click()
    page.get_by_role("link", name="Take the proposal on").click()
    page.get_by_role("button", name="Take it on").click()
    page.get_by_role("link", name="Send to review").click()
    expect(page.get_by_text("Name the article it stands on.")).to_be_visible()
    page.goto(f"{address}edit/")
    page.fill("#id_verification", "The drawings are checked on handing over.")
    page.fill("#id_evidence", "Drawings in an open format, or equivalent.")
    page.fill("#id_legal_basis", "Directive 2014/24/EU, Art. 70")
    page.fill("#id_source_title", "Our own joiners")
    page.fill("#id_source_year", "2026")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Send to review").click()
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("a colleague has to review it")).to_be_visible()
    sign_out(page)

    sign_in(page, "reviewer@kinno.example")
    page.goto("/criteria/desk/")
    expect(page.get_by_role("heading", name="Waiting for your review")).to_be_visible()
    page.get_by_role("link", name="Drawings handed over for joinery").click()
    page.get_by_role("link", name="Approve and publish").click()
    page.get_by_role("button", name="Publish").click()
    page.goto("/criteria/?q=joinery+drawings")
    expect(page.get_by_role("link", name="Drawings handed over for joinery")).to_be_visible()


def test_a_reader_without_account_says_what_is_wrong(page: Page) -> None:
    page.goto("/criteria/furniture-spare-parts/")
    page.get_by_text("Give feedback").click()
    page.select_option("#id_kind", "problem")
    page.fill("#id_text", "The second sentence has a typing error.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The librarians read every remark.")).to_be_visible()
