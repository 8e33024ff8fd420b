"""Take the pictures of the documentation anew, from a demonstration that is served for them alone.

    python tools/take_pictures.py

It needs Chromium, as the journeys do. The demonstration stands still at one instant and is the same each time, so
a picture changes only when a page does.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
AT = "2026-11-23T12:30"
WIDTH = 1100
PATIENCE_S = 60
SATURDAY = (
    "/contact/barnet-children/family-services?asked=yes&status=new-referral&line=1"
    "&at-day=23&at-month=8&at-year=2025&at-time=22:10"
)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served() as where, sync_playwright() as playwright:
        flags = ["--disable-gpu", "--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, base_url=where)
        of_an_escalation(page)
        of_the_contact_page(page)
        of_the_tracker(page)
        browser.close()


def of_an_escalation(page: Page) -> None:
    """What a school sees when a referral has had no reply for over a week, down to both positions."""
    page.goto("/sign-in")
    person = page.locator("li").filter(has_text="Designated safeguarding lead, Heathmoor Primary School")
    page_after(page, lambda: person.get_by_role("button").first.click())
    late = page.locator("li").filter(has_text="Heathmoor Primary School with Barnet Family Services").first
    page_after(page, lambda: late.get_by_role("link").first.click())
    take(page, "escalation.png", until="#sides")


def of_the_contact_page(page: Page) -> None:
    """Whom to ring on a Saturday night, without signing in."""
    page.context.clear_cookies()
    page.goto(SATURDAY)
    take(page, "contact.png", until="form")


def of_the_tracker(page: Page) -> None:
    """What a partnership's office sees on a Monday."""
    page.goto("/sign-in")
    person = page.locator("li").filter(has_text="Partnership manager, Barnsley partnership office")
    page_after(page, lambda: person.get_by_role("button").first.click())
    page.goto("/tracker/barnsley")
    take(page, "tracker.png", until="details >> nth=-1")


def page_after(page: Page, press: Callable[[], None]) -> None:
    with page.expect_navigation():
        press()


def take(page: Page, name: str, until: str) -> None:
    """The top of the page, down to where `until` begins."""
    end = page.locator(f"main {until}").first.bounding_box()
    height = int(end["y"]) - 10 if end else 900
    page.screenshot(path=PICTURES / name, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    sys.stdout.write(f"{name}: {WIDTH} by {height}\n")


@contextmanager
def served() -> Iterator[str]:
    """A demonstration of its own, on a port that nobody uses, gone afterwards."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "wayforward.cli", "demo", "--at", AT, "--data", f"{folder}/demo"]
        server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, cwd=folder)
        try:
            wait(f"http://localhost:{port}", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_S)


def wait(where: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE_S * 4):
        if server.poll() is not None:
            sys.exit("The demonstration stopped by itself. Run `wayforward demo` to see why.")
        try:
            with urllib.request.urlopen(where, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    sys.exit(f"The demonstration did not answer within {PATIENCE_S} seconds.")


if __name__ == "__main__":
    main()
