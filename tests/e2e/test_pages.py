"""What only a browser shows: dialogs, the annex of the wrong kind, removing and undoing, Finnish."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.test_main_job import draft_furniture

pytestmark = pytest.mark.serial


def test_a_removed_criterion_comes_back_by_undo(page: Page) -> None:
    draft_furniture(page)
    items = page.locator("li[id^=item-]")
    before = items.count()
    page.get_by_role("button", name="Remove: ").first.click()
    expect(items).to_have_count(before - 1)
    page.get_by_role("button", name="Undo").click()
    expect(items).to_have_count(before)


def test_an_annex_of_the_wrong_kind_is_refused_beside_the_field(page: Page) -> None:
    draft_furniture(page)
    page.get_by_role("link", name="Sections and annexes").click()
    page.fill("#id_title", "Inventory")
    page.set_input_files("#id_file", {"name": "list.pdf", "mimeType": "application/pdf", "buffer": b"<html>"})
    page.get_by_role("button", name="Annex the file").click()
    expect(page.locator("#id_file_error")).to_contain_text("does not match its name")
    expect(page.locator("#id_title")).to_have_value("Inventory")


def test_a_tender_is_cancelled_only_after_a_question(page: Page) -> None:
    draft_furniture(page)
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("button", name="Cancel the tender").first.click()
    dialog = page.get_by_role("dialog", name="Cancel the tender?")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Cancel the tender").first.click()
    dialog.get_by_role("button", name="Cancel the tender").click()
    expect(page.get_by_text("can be taken up again").first).to_be_visible()
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_text("The tender is a draft again.")).to_be_visible()


def test_the_library_narrows_down_while_one_clicks(page: Page) -> None:
    page.goto("/criteria/")
    page.get_by_label("Furniture, office and school").check()
    expect(page.locator("#found")).to_have_text(re.compile(r"^\s*1?\d criteria found"))  # of more than two hundred
    page.get_by_label("Award criterion (").check()
    expect(page.locator("#results .ds-tag", has_text="Technical specification")).to_have_count(0)
    assert "group=furniture" in page.url


def test_a_finnish_buyer_works_in_finnish(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("header summary").first.click()
    page.get_by_role("button", name="suomi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjaudu sisään")
    sign_in(page, "ostaja@kouvola.example")
    page.get_by_role("link", name="Uusi hankinta").first.click()
    page.locator("#id_cpv").press_sequentially("pulpetti", delay=20)
    expect(page.get_by_role("button", name="39160000 Koulukalusteet")).to_be_visible()
