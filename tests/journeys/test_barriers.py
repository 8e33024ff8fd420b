"""What looks for barriers finds one that is put there, and none on a page without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.barriers import WIDE, barriers

FINE = """<!DOCTYPE html><html lang="en-GB"><head><title>A page</title><style>
body { margin: 0 } a:focus, input:focus, button:focus { outline: 3px solid #000 } %s</style></head>
<body><main><h1>A page</h1><p><a href="/help">Help</a></p>
<form><label for="a">Your name</label> <input id="a" name="a"> <button>Send it</button></form>%s</main></body></html>"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]  # width and height
    yield context.new_page()
    context.close()


def found(page: Page, style: str = "", more: str = "") -> str:
    page.set_content(FINE % (style, more))
    return "\n".join(barriers(page))


def test_a_plain_page_has_none(page: Page) -> None:
    assert found(page) == ""


@pytest.mark.parametrize(
    ("style", "more", "says"),
    [
        ("", "<h1>Another</h1>", "has not one heading of the first level"),
        ("", "<script>1</script>", "brings a script with it"),
        ("", '<input name="unnamed">', "barriers that axe names"),
        ("a { color: #ccc }", "", "barriers that axe names"),
        ("p { width: 1200px }", "", "at 1100 pixels"),
        ("p { min-width: 400px }", "", "scrolls sideways by 80 pixels at 320 pixels"),
        ("input { border: 0 }", "", "shows no edge of “a” in forced colours"),
        ("a:focus { outline: none }", "", "does not mark “Help”"),
        ("h1 { position: fixed; top: 0; height: 256px; width: 320px; background: #fff }", "", "hides “Help”"),
        ("", '<p><a href="/far" tabindex="-1">Far</a></p>', "lets the keyboard reach 3 of 4 controls"),
    ],
)
def test_a_barrier_is_found(page: Page, style: str, more: str, says: str) -> None:
    assert says in found(page, style, more)
