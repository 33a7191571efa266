"""Every kind of page: no axe violation, no sideways scrolling on a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import sign_in
from tests.e2e.test_main_job import draft_furniture
from tests.portal import ROOT, Portal

pytestmark = pytest.mark.serial
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PUBLIC = [
    "/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/criteria/",
    "/criteria/sets/",
    "/criteria/FUR-004/",
    "/criteria/compare/",
    "/criteria/compare/?c=FUR-004&c=ICT-004&c=FUR-005&words=1",
    "/criteria/print/?c=FUR-004,FUR-005",
    "/criteria/basket/",
    "/api/docs/",
    "/nowhere/",
]
DESK = [
    "/criteria/desk/",
    "/criteria/propose/",
    "/criteria/translations/",
    "/criteria/translations/el/",
    "/criteria/sources/",
    "/criteria/import/",
    "/criteria/export/",
    "/criteria/furniture-spare-parts/",
    "/criteria/furniture-spare-parts/next/",
    "/criteria/furniture-spare-parts/v1/withdraw/",
    "/criteria/furniture-spare-parts/v1/record/",
    "/criteria/furniture-spare-parts/v1/remark/",
    "/criteria/furniture-spare-parts/v1/translate/el/",
    "/accounts/languages/",
]
PARTS = ["", "basics/", "lots/", "criteria/", "award/", "sections/", "sections/new/", "document/", "history/"]


def violations(page: Page) -> list[str]:
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_pass_axe_and_hold_at_360_px(browser: Browser, portal: Portal, scheme: Any) -> None:
    # axe writes style rules of its own into the page it looks at; the policy itself is watched by the other tests.
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        base_url=portal.address,
        bypass_csp=True,
        color_scheme=scheme,
        locale="en-GB",
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    wrong: dict[str, Any] = {}
    for address in PUBLIC:
        look(page, address, wrong)
    page.goto("/criteria/FUR-004/")
    page.get_by_role("button", name="Add to basket").click()
    look(page, "/criteria/basket/", wrong)
    draft_furniture(page)
    tender = page.url.split("criteria/")[0]
    item = page.locator("li[id^=item-] h4 a").first.get_attribute("href")
    more = ["/tenders/new/?basket=1", "/tenders/collect/", f"{item}new-version/"]
    for address in [
        "/tenders/",
        "/tenders/new/",
        *more,
        *(f"{tender}{part}" for part in PARTS),
        str(item),
        "/accounts/2fa/",
    ]:
        look(page, address, wrong)
    page.context.clear_cookies()
    sign_in(page, "librarian@kinno.example")
    for address in DESK:
        look(page, address, wrong)
    context.close()
    assert wrong == {}


def look(page: Page, address: str, wrong: dict[str, Any]) -> None:
    page.goto(address)
    if found := violations(page):
        wrong[address] = found
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 360:
        wrong[f"{address} (width)"] = wide
