"""The pages in a real browser: by keyboard, by mouse, without JavaScript, wide and narrow.

Screenshots are written to the test's temporary folder: `pytest -m browser --basetemp DIR` keeps them in DIR.
"""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from schemas.coding import LineCoding, ReviewReason, ReviewRequested
from schemas.matching import LineMatch, Verdict
from schemas.review import ReviewDecided
from services.review.app import build_app
from services.review.store import Learned, SqliteReviewStore
from tests.builders import NOW, a_line, a_seller, an_invoice, an_item, organisation_number
from tests.review_builders import a_coding, a_dimension, a_request

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        wanted = "Chromium is not installed: apt-get update && apt-get install -y chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(wanted)
        pytest.skip(wanted)
    with sync_playwright() as playwright:
        # A container's root may not use Chromium's own sandbox; it opens nothing but our pages here.
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Served:
    """The pages at an address on this machine, and the store under them."""

    def __init__(self, address: str, store: SqliteReviewStore) -> None:
        self.address = address
        self.store = store

    def decided(self, request: ReviewRequested) -> ReviewDecided:
        """The decision that was made."""
        case = self.store.get(request.invoice_id)
        assert isinstance(case, ReviewDecided)
        return case


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    store = SqliteReviewStore.open(tmp_path / "review.db")

    def submit(decision: ReviewDecided) -> Learned:
        return Learned(store.alike(decision.key), store.decide(decision, publish=False))

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(build_app(store, submit, lambda: NOW), log_level="warning"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", store)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        store.close()


@contextmanager
def a_page(browser: Browser, served: Served, size: dict[str, int], *, scripts: bool = True) -> Iterator[Page]:
    """A Swedish reader's page, which fails the test where a script breaks or the policy refuses something."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="sv-SE",
        base_url=served.address,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert faults == []


def line(number: int, *, certain: bool) -> LineCoding:
    return a_coding(
        str(number),
        text=f"Kopieringspapper {number}",
        amount=Decimal("100.00"),
        dimensions=(
            a_dimension(certain=certain),
            a_dimension("cost_centre", ("3120", "3130"), certain=certain),
            a_dimension("project", ()),
        ),
    )


def the_first() -> ReviewRequested:
    """Three lines, the second and third uncertain in two dimensions each."""
    lines = tuple(a_line(id=str(n), item=an_item(name=f"Kopieringspapper {n}")) for n in (1, 2, 3))
    matches = (
        LineMatch(line_id="1"),
        LineMatch(line_id="2", verdicts=(Verdict.PRICE_DEVIATION,)),
        LineMatch(line_id="3"),
    )
    return a_request(
        an_invoice(lines=lines, notes=("Tack för er beställning!",)),
        lines=tuple(line(n, certain=n == 1) for n in (1, 2, 3)),
        matches=matches,
        reasons=(ReviewReason.DEVIATION, ReviewReason.UNCERTAIN),
    )


def the_second() -> ReviewRequested:
    """One uncertain line of a supplier with a long name."""
    seller = a_seller(
        name="Mellansvenska Fastighetsförvaltningsaktiebolaget Björkhagen-Ekbacken",
        number=organisation_number(7),
    )
    return a_request(an_invoice(number="F-2026-000000000000000000000417", seller=seller))


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_line_is_corrected_by_keyboard_alone(browser: Browser, served: Served, tmp_path: Path) -> None:
    first, second = the_first(), the_second()
    served.store.put([first, second])
    with a_page(browser, served, WIDE) as page:
        page.goto("/")
        page.screenshot(path=tmp_path / "queue-1280.png", full_page=True)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_selector("#coding")
        page.screenshot(path=tmp_path / "invoice-1280.png", full_page=True)
        page.keyboard.press("j")  # the first line, folded because it is certain
        page.keyboard.press("j")
        page.keyboard.press("2")  # its account, then focus goes to its cost centre
        page.keyboard.press("1")  # and on to the third line
        page.keyboard.press("0")
        page.keyboard.type("7310")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".notice.wrong")
        page.screenshot(path=tmp_path / "error-1280.png", full_page=True)
        assert page.locator(".notice.wrong li").all_inner_texts() == [
            "Rad 3, Kopieringspapper 3: Välj kostnadsställe"
        ]
        page.locator(".notice.wrong a").press("Enter")
        page.keyboard.press("2")
        assert page.locator("[data-left]").inner_text() == "Allt är valt"
        page.keyboard.press("Enter")
        page.wait_for_selector(".notice.saved")
        page.screenshot(path=tmp_path / "saved-1280.png", full_page=True)
        page.keyboard.press("Enter")  # the link to the next invoice has the focus
        page.wait_for_selector("h1 >> text=Mellansvenska")
    codes = [[code.code for code in row.codes] for row in served.decided(first).rows]
    assert codes == [["6410", "3120"], ["6420", "3120"], ["7310", "3130"]]


def test_a_line_is_corrected_by_mouse_on_a_narrow_screen(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    first, second = the_first(), the_second()
    served.store.put([first, second])
    with a_page(browser, served, NARROW) as page:
        page.goto("/")
        page.screenshot(path=tmp_path / "queue-320.png", full_page=True)
        assert fits(page)
        page.get_by_role("link", name="Blå Papper AB F-1001").click()
        page.screenshot(path=tmp_path / "invoice-320.png", full_page=True)
        assert fits(page)
        for place, label in (("1-0", "6420"), ("1-1", "3130"), ("2-0", "5410")):
            page.locator(f"#group-{place} label", has_text=label).click()
        page.locator("#other-2-1").fill("3999")
        assert page.locator("#choice-2-1-other").is_checked()
        page.locator("summary", has_text="Kopieringspapper 1").click()
        page.locator("#group-0-0 label", has_text="6420").click()
        assert fits(page)
        page.locator(".bar button").click()
        page.wait_for_selector(".notice.saved")
        page.screenshot(path=tmp_path / "saved-320.png", full_page=True)
        assert fits(page)
        page.locator(".notice.saved a.button").click()
        page.wait_for_selector("#coding")
        page.screenshot(path=tmp_path / "long-320.png", full_page=True)
        assert fits(page)
    codes = [[code.code for code in row.codes] for row in served.decided(first).rows]
    assert codes == [["6420", "3120"], ["6420", "3130"], ["5410", "3999"]]


def test_everything_works_without_javascript(browser: Browser, served: Served) -> None:
    first = the_first()
    served.store.put([first])
    with a_page(browser, served, WIDE, scripts=False) as page:
        page.goto(f"/invoices/{first.invoice_id}")
        page.locator("summary", has_text="Samma kod på flera rader").click()
        page.locator("#same-account").fill("6420")
        page.locator("#same-cost_centre").fill("3130")
        page.get_by_role("button", name="Fyll i raderna").click()
        assert page.locator("#choice-1-0-1").is_checked()
        page.locator("#other-0-0").press("Enter") if page.locator("#other-0-0").is_visible() else None
        page.locator(".bar button").click()
        page.wait_for_selector(".notice.saved")
    codes = [[code.code for code in row.codes] for row in served.decided(first).rows]
    assert codes == [["6410", "3120"], ["6420", "3130"], ["6420", "3130"]]


def test_a_stale_form_is_compared_and_saved_again(browser: Browser, served: Served, tmp_path: Path) -> None:
    first = the_first()
    served.store.put([first])
    with a_page(browser, served, WIDE) as page:
        page.goto(f"/invoices/{first.invoice_id}")
        for place in ("1-0", "1-1", "2-0", "2-1"):
            page.locator(f"#choice-{place}-1").check()
        newer = a_request(
            first.invoice,
            invoice_id=first.invoice_id,
            revision=2,
            lines=tuple(line(n, certain=True) for n in (1, 2, 3)),
        )
        served.store.put([newer])
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".notice.changed")
        page.screenshot(path=tmp_path / "stale-1280.png", full_page=True)
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        page.screenshot(path=tmp_path / "stale-320.png", full_page=True)
        assert fits(page)
        page.get_by_role("button", name="Behåll mina val och spara").click()
        page.wait_for_selector(".notice.saved")
    assert served.decided(first).revision == 2
    assert [row.codes[0].code for row in served.decided(first).rows] == ["6410", "6420", "6420"]


def test_the_shortcuts_can_be_turned_off_and_stay_off(browser: Browser, served: Served) -> None:
    first = the_first()
    served.store.put([first])
    with a_page(browser, served, WIDE) as page:
        page.goto(f"/invoices/{first.invoice_id}")
        page.get_by_role("button", name="Kortkommandon på").click()
        page.reload()
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement === document.body")


CONTRAST = """() => {
  const light = (rgb) => {
    const linear = (v) => v <= 10 ? v / 3295 : ((v / 255 + .055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.map(linear);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const rgba = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const worst = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color).slice(0, 3)), light(behind(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) worst.push(`${ratio.toFixed(2)} ${walk.currentNode.data.trim().slice(0, 40)}`);
  }
  return worst;
}"""


def test_every_text_has_a_contrast_of_at_least_four_and_a_half(browser: Browser, served: Served) -> None:
    first, second = the_first(), the_second()
    served.store.put([first, second])
    with a_page(browser, served, WIDE) as page:
        page.goto("/")
        assert page.evaluate(CONTRAST) == []
        page.goto(f"/invoices/{first.invoice_id}")
        assert page.evaluate(CONTRAST) == []
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".notice.wrong")
        assert page.evaluate(CONTRAST) == []
        for place in ("1-0", "1-1", "2-0", "2-1"):
            page.locator(f"#choice-{place}-1").check()
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".notice.saved")
        assert page.evaluate(CONTRAST) == []


def test_the_tab_key_reaches_the_skip_link_first_and_the_focus_is_seen(
    browser: Browser, served: Served
) -> None:
    with a_page(browser, served, WIDE) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "[document.activeElement.className, getComputedStyle(document.activeElement).outlineStyle]"
        )
    assert seen == ["skip", "solid"]
