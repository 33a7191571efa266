"""A browser on the real portal. What it logs and what the policy refuses are errors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.portal import Portal

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"), RENDER_SWEEP_SECONDS="2")
    try:
        portal.prepare()
        portal.address = portal.start_web()
        portal.start_worker()
        yield portal
    finally:
        portal.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A page of 1366 px that fails the test for any console error or refusal of the content security policy."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 900},
        base_url=portal.address,
        accept_downloads=True,
        locale="en-GB",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A 4xx answer the test asks for is logged by the browser as an error; it is asserted where it is meant.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            wrong.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "circular-demo-2026")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/")
