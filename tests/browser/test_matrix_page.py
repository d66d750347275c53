"""The matrix page in a real browser: it opens without a complaint, and the keyboard reaches everything.

Needs Chromium with its driver, and selenium; skipped, with the reason, where one is missing. The screenshots are left in
``build/screenshots`` for a person to look at.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rcl
from rcl.report.matrix.grid import Grid, grid_of
from rcl.report.matrix.page import render_page

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1400,1000",
)  # fmt: skip


@pytest.fixture(scope="module")
def grid() -> Grid:
    paths = [ROOT / "descriptors" / "vllm" / name for name in ("kv_events.rcl", "request_priority.rcl")]
    return grid_of(rcl.prove(*paths).verdicts)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    options = selenium.ChromeOptions()
    options.binary_location = chromium
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    yield made
    made.quit()


@pytest.fixture
def page(browser: Any, grid: Grid, tmp_path: Path) -> Any:
    file = tmp_path / "matrix.html"
    file.write_text(render_page(grid), encoding="utf-8")
    browser.get(file.as_uri())
    return browser


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.switch_to.active_element.send_keys(key)


def focused(page: Any) -> str:
    return str(page.switch_to.active_element.get_attribute("href") or "")


def test_no_complaints_and_no_requests(page: Any) -> None:
    complaints = [entry["message"] for entry in page.get_log("browser")]
    assert complaints == []
    asked = [entry for entry in page.get_log("performance") if 'requestWillBeSent"' in entry["message"]]
    assert asked
    assert all(
        "http://" not in entry["message"].split('"request"')[1].split('"headers"')[0] for entry in asked
    )
    assert all(
        "https://" not in entry["message"].split('"request"')[1].split('"headers"')[0] for entry in asked
    )
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert page.save_screenshot(str(SHOTS / "matrix.png"))


def test_keyboard_alone(page: Any, grid: Grid) -> None:
    tab, enter, escape, right = "\ue004", "\ue007", "\ue00c", "\ue014"
    press(page, tab)
    assert focused(page).endswith("#c0-0-0")
    press(page, right)
    assert focused(page).endswith("#c0-0-1")
    press(page, enter)
    opened = page.find_element("css selector", ".panel:target")
    assert opened.is_displayed()
    assert opened.get_attribute("id") == "c0-0-1"
    assert grid.sections[0].columns[1] in opened.text
    press(page, escape)
    assert page.find_elements("css selector", ".panel:target") == []
    assert focused(page).endswith("#c0-0-1")


def test_every_cell_opens_what_it_rests_on(page: Any, grid: Grid) -> None:
    for number, section in enumerate(grid.sections):
        for line, row in enumerate(section.rows):
            for column, cell in enumerate(row.cells):
                assert cell is not None
                page.get(f"{page.current_url.partition('#')[0]}#c{number}-{line}-{column}")
                shown = page.find_element("css selector", ".panel:target")
                assert shown.is_displayed()
                for item in cell.result.core:
                    assert item.statement in shown.text
                steps = shown.find_elements("css selector", "svg .arrow")
                traces = (*cell.result.trace, *cell.result.cover)
                assert len(steps) >= len(traces)
                if cell.result.trace:
                    page.save_screenshot(str(SHOTS / "counterexample.png"))


def test_without_its_script_a_cell_still_opens(page: Any) -> None:
    text = Path(page.current_url.removeprefix("file://").partition("#")[0]).read_text(encoding="utf-8")
    plain = Path(page.current_url.removeprefix("file://")).with_name("plain.html")
    plain.write_text(text.split("<script>")[0] + "</body></html>", encoding="utf-8")
    page.get(plain.as_uri() + "#c0-0-0")
    assert page.find_element("css selector", "#c0-0-0").is_displayed()
