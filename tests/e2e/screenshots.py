"""Makes the README's pictures: `./run screenshots`. Each is a real page of the demonstration after the main job."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import sign_in
from tests.e2e.test_main_job import draft_furniture, set_weights

pytestmark = pytest.mark.serial
FOLDER = Path(__file__).parent.parent.parent / "docs" / "screenshots"


def picture(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png")


def test_pictures(page: Page, tmp_path: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    page.goto("/accounts/login/")
    picture(page, "sign-in")
    draft_furniture(page)
    page.goto(page.url.split("#")[0].split("&")[0])
    picture(page, "criteria")
    page.locator("li[id^=item-] h4 a").nth(1).click()
    picture(page, "item")
    set_weights(page, "60")
    page.get_by_text("Saved.", exact=True).wait_for()
    picture(page, "award")
    page.get_by_role("link", name="Document", exact=True).click()
    page.get_by_role("button", name="Make the document").click()
    button = page.get_by_role("link", name="Download the PDF")
    button.wait_for(timeout=90_000)
    picture(page, "document")
    with page.expect_download() as download:
        button.click()
    path = tmp_path / "tender.pdf"
    download.value.save_as(path)
    command = ["pdftoppm", "-r", "60", "-f", "4", "-l", "4", "-singlefile", "-png", path, FOLDER / "pdf"]
    subprocess.run(command, check=True)
    page.goto("/criteria/?q=spare+parts")
    picture(page, "library")
    page.goto("/criteria/compare/?c=FUR-004&c=ICT-004&c=LIG-005")
    picture(page, "compare")
    page.goto("/")
    picture(page, "home")
    page.set_viewport_size({"width": 360, "height": 740})
    picture(page, "phone")
    page.set_viewport_size({"width": 1366, "height": 900})
    page.context.clear_cookies()
    sign_in(page, "librarian@kinno.example")
    page.goto("/criteria/furniture-spare-parts/v1/translate/el/")
    picture(page, "translate")
    assert len(list(FOLDER.glob("*.png"))) == 11
