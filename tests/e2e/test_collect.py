"""Search, compare, basket, tender: the way a buyer takes who knows what to buy but not yet how."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.test_main_job import draft_furniture
from tests.portal import Portal

pytestmark = pytest.mark.serial


def press(page: Page, target: Locator, key: str = "Enter", most: int = 120) -> None:
    """Walk to an element with the Tab key, as who has no mouse does, and press a key on it."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => document.activeElement === element"):
            page.keyboard.press(key)
            return
    raise AssertionError(f"{target} cannot be reached by the keyboard")


def test_from_the_search_over_comparison_and_basket_into_a_new_tender(  # noqa: PLR0915 (one journey, told in order)
    page: Page,
) -> None:
    page.goto("/criteria/")
    page.fill("#id_q", "spare parts")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**q=spare**")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("link", name="FUR-004")).to_be_visible()

    # From here on by keyboard alone: compare two, put both into the basket.
    press(page, page.get_by_label("Compare FUR-004"), "Space")
    press(page, page.get_by_label("Compare ICT-004"), "Space")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    press(page, page.get_by_role("button", name="Compare the chosen"))
    page.wait_for_url("**/criteria/compare/**")
    assert "c=FUR-004" in page.url and "c=ICT-004" in page.url
    expect(page.get_by_role("row", name="R-strategy")).to_contain_text("R4 Repair")
    expect(page.get_by_role("columnheader")).to_have_count(3)
    press(page, page.get_by_label("Only what differs"), "Space")
    press(page, page.get_by_role("button", name="Show", exact=True))
    expect(page.get_by_role("row", name="R-strategy")).to_have_count(0)

    press(page, page.get_by_role("button", name="Add to basket FUR-004"))
    taken = page.get_by_role("button", name="In the basket: take out FUR-004")
    expect(taken).to_be_focused()
    expect(page.locator("#basket-count")).to_have_text("1")
    press(page, page.get_by_role("button", name="Add to basket ICT-004"))
    expect(page.locator("#basket-count")).to_have_text("2")
    page.reload()
    press(page, page.get_by_role("link", name="Basket"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Basket")
    rows = page.locator("li[id^=criterion-]")
    press(page, page.get_by_role("button", name="Move up: ICT-004"))
    expect(rows.first).to_contain_text("ICT-004")
    press(page, page.get_by_role("button", name="Move down: ICT-004"))
    expect(rows.first).to_contain_text("FUR-004")
    press(page, page.get_by_role("button", name="Take out of the basket: ICT-004"))
    expect(rows).to_have_count(1)
    press(page, page.get_by_role("button", name="Undo"))
    expect(rows).to_have_count(2)

    # The basket filled without account goes along through the sign-in, into the new tender.
    page.get_by_role("link", name="Take into a tender").click()
    page.fill("input[name=login]", "buyer@elverum.example")
    page.fill("input[name=password]", "circular-demo-2026")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take the basket into a tender")
    page.get_by_role("link", name="Begin a new tender").click()
    page.fill("#id_subject", "Chairs that can be mended")
    expect(page.locator("#id_cpv")).to_have_value("39100000 Furniture")
    page.select_option("#id_nature", "supplies")
    page.fill("#id_estimated_value", "120000")
    page.select_option("#id_procedure", "open")
    page.get_by_label("English").check()
    page.get_by_label("Norwegian Bokmål").uncheck()
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("2 criteria of your basket are in the tender now.")).to_be_visible()
    items = page.locator("li[id^=item-]")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("FUR-004")
    expect(page.locator("#basket-count")).to_have_text("0")


def test_a_set_joins_a_draft_and_the_emptied_basket_comes_back(page: Page) -> None:
    draft_furniture(page)
    page.goto("/criteria/sets/")
    page.locator(".rows h3 a").first.click()
    page.get_by_role("button", name="Add the set to the basket").click()
    count = int(page.locator("#basket-count").inner_text())
    assert count > 2
    page.get_by_role("link", name="Basket").click()
    page.get_by_role("link", name="Take into a tender").click()
    page.locator("#id_lot").select_option(index=0)
    page.get_by_role("button", name="Take the criteria into this lot").click()
    expect(page.get_by_text("of your basket")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#basket-count")).to_have_text(str(count))
    page.get_by_role("button", name="Empty the basket").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Empty the basket").click()
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()


def test_the_lasting_address_is_copied_and_the_copying_said(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/criteria/FUR-004/")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/criteria/FUR-004/v1/")
    answer = page.goto(copied)
    assert answer is not None
    assert answer.ok


def test_without_scripts_the_basket_fills_and_the_reader_stays(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=portal.address, locale="en-GB")
    page = context.new_page()
    page.goto("/criteria/?group=furniture&kind=award_criterion")
    button = page.get_by_role("button", name="Add to basket").first
    button.click()
    expect(page.get_by_text("put into the basket")).to_be_visible()
    assert "kind=award_criterion" in page.url
    expect(page.locator("#basket-count")).to_have_text("1")
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    page.get_by_role("button", name="In the basket: take out").click()
    expect(page.locator("#basket-count")).to_have_text("0")
    context.close()
