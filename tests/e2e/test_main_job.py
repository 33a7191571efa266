"""The main job as a buyer does it, in a real browser on real processes."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.serial


def draft_furniture(page: Page) -> None:
    """Sign in and draft furniture for a school: a set, figures, weights."""
    sign_in(page, "buyer@elverum.example")
    page.get_by_role("link", name="New tender").first.click()
    page.fill("#id_subject", "Furniture for Vestad school")
    page.locator("#id_cpv").press_sequentially("school desk", delay=20)
    page.get_by_role("button", name="39160000 School furniture").click()
    page.select_option("#id_nature", "supplies")
    page.fill("#id_estimated_value", "2400000")
    page.select_option("#id_procedure", "open")
    page.get_by_label("English").check()
    page.get_by_label("Norwegian Bokmål").uncheck()
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("The draft is made")).to_be_visible()
    page.get_by_role("button", name="Add this set").nth(1).click()
    expect(page.get_by_text("criteria are added from")).to_be_visible()


def set_weights(page: Page, price: str) -> None:
    page.get_by_role("link", name="Award", exact=True).click()
    fields = page.locator("[data-share]")
    others = fields.count() - 1
    share = (100 - 60) / others
    fields.nth(0).fill(price)
    for index in range(others):
        fields.nth(index + 1).fill(f"{share:g}")
    page.get_by_role("button", name="Save the weights").click()


def test_a_buyer_drafts_a_tender_and_reads_it_back_from_the_pdf(  # noqa: PLR0915 (one journey, told in order)
    page: Page, downloads: Path
) -> None:
    draft_furniture(page)

    page.locator(".row h4 a", has_text="FUR-").first.wait_for()
    with_figures = None
    links = page.locator("li[id^=item-] h4 a")
    addresses = [links.nth(i).get_attribute("href") for i in range(links.count())]
    for address in addresses:
        page.goto(address)
        if page.get_by_role("heading", name="Figures").count():
            with_figures = address
            break
    assert with_figures
    field = page.locator("input[name^='parameters.']").first
    help_text = page.locator("[data-field=description]").first.inner_text()
    highest = help_text.split(" to ")[1].split()[0]
    field.fill("99999")
    page.get_by_role("button", name="Save the figures").click()
    expect(page.locator(".ds-validation-message").first).to_contain_text("Enter a")
    field = page.locator("input[name^='parameters.']").first
    expect(field).to_have_value("99999")
    field.fill(highest)
    page.get_by_role("button", name="Save the figures").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator(".pre").first).to_contain_text(highest)

    title = page.locator("input[name='texts.en.title']")
    title.fill("Our own title for the Vestad school")
    expect(page.locator("[data-row-version]")).to_be_visible()
    page.reload()
    expect(page.locator("#difference ins").first).to_be_visible()

    set_weights(page, "50")
    expect(page.get_by_text("The weights sum to 90, not 100: 10 is missing.").first).to_be_visible()
    set_weights(page, "60")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()

    page.get_by_role("link", name="Sections and annexes").click()
    page.get_by_role("link", name="Write a section").click()
    page.fill("#id_heading", "Delivery and unpacking")
    page.locator("trix-editor").click()
    page.keyboard.type("Deliveries in August, between 8 and 15.")
    page.get_by_role("button", name="Save the section").click()
    expect(page.get_by_text("Deliveries in August")).to_be_visible()

    page.get_by_role("link", name="Document", exact=True).click()
    page.get_by_role("button", name="Make the document").click()
    button = page.get_by_role("link", name="Download the PDF")
    button.wait_for(timeout=90_000)
    with page.expect_download() as download:
        button.click()
    path = downloads / "tender.pdf"
    download.value.save_as(path)

    reader = PdfReader(path)
    text = " ".join(subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout.split())
    assert reader.metadata is not None
    assert reader.metadata.title == "Furniture for Vestad school"
    for expected in (
        "Elverum kommune (demo)", "39160000 School furniture", "Our own title for the Vestad school", "Award criteria",
        "Evidence to be submitted", "Delivery and unpacking", "Deliveries in August", "Contents", "NOK",
    ):  # fmt: skip
        assert expected in text, expected
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_another_authoritys_buyer_finds_nothing_there(page: Page) -> None:
    draft_furniture(page)
    address = page.url.split("?")[0]
    page.context.clear_cookies()
    sign_in(page, "ostaja@kouvola.example")
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404


def test_a_stale_save_shows_both_texts_and_loses_neither(page: Page) -> None:
    draft_furniture(page)
    page.get_by_role("link", name="Basics", exact=True).click()
    basics = page.url
    colleague = page.context.new_page()
    colleague.goto(basics)
    colleague.fill("#id_subject", "Furniture, as the colleague calls it")
    colleague.get_by_role("button", name="Save").click()
    colleague.get_by_text("Saved.", exact=True).wait_for()
    page.fill("#id_subject", "Furniture, as I call it")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Somebody else saved in the meantime")).to_be_visible()
    expect(page.get_by_text("Furniture, as the colleague calls it").first).to_be_visible()
    expect(page.get_by_text("Furniture, as I call it").first).to_be_visible()
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Furniture, as I call it")
