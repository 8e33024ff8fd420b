"""What stands in somebody's way on a page: found by axe, at 320 pixels, by keyboard alone, and in forced colours."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.visitor import WCAG

WIDE = {"width": 1100, "height": 900}
FOUR_TIMES = {"width": 320, "height": 256}  # 1280 by 1024 at 400 per cent; and a small telephone
FAR = 150  # stops of the Tab key: more than any page has but the list of whom to be

OPEN_ALL = "() => document.querySelectorAll('details').forEach(d => { d.open = true; })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCRIPTS = "() => document.scripts.length"

STOPS = """() => {
    const all = [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
    const groups = new Set();
    let count = 0;
    for (const e of all) {
        if (e.disabled || !e.checkVisibility()) continue;
        if (e.type === 'radio') {
            if (groups.has(e.name)) continue;
            groups.add(e.name);
        }
        e.dataset.stop = e.type === 'radio' ? 'radio ' + e.name : 'stop ' + count;
        count += 1;
    }
    for (const e of all) if (e.type === 'radio') e.dataset.stop = 'radio ' + e.name;
    return count;
}"""

FROM_THE_TOP = """() => {
    scrollTo(0, 0);
    document.body.tabIndex = -1;  // where the Tab key starts, also when an error had the focus
    document.body.focus();
    document.body.removeAttribute('tabindex');
}"""

FOCUSED = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const called = (e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent || e.name || e.id)
        .replace(/\\s+/g, ' ').trim().slice(0, 60);
    const lines = [...e.getClientRects()].filter(r => r.width > 0 && r.height > 0);
    const seen = lines.some(r => {
        const x = Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1);
        const y = Math.min(Math.max(r.top + Math.min(r.height / 2, 20), 0), innerHeight - 1);
        const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
        const top = document.elementFromPoint(x, y);
        return inside && top && (top === e || e.contains(top) || top.contains(e)
            || [...(e.labels || [])].some(l => l.contains(top)));
    });
    const drawn = s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
    const label = e.labels && e.labels[0];
    const marked = drawn(getComputedStyle(e))
        || (label && drawn(getComputedStyle(label, '::before')))
        || (e.tagName === 'SUMMARY' && drawn(getComputedStyle(e.querySelector('span') || e)));
    return {stop: e.dataset.stop || '', called, seen, marked};
}"""

WITHOUT_EDGE = """() => {
    const edged = s => ['Top', 'Bottom'].some(
        side => s['border' + side + 'Style'] !== 'none' && parseFloat(s['border' + side + 'Width']) > 0);
    // A button that looks like a link is told by its colour, as links are.
    const typed = 'input:not([type=hidden], [type=file]), select, textarea';
    const controls = `button:not(.wf-link-button), .govuk-button, ${typed}`;
    return [...document.querySelectorAll(controls)]
        .filter(e => e.checkVisibility())
        .filter(e => {
            const s = getComputedStyle(e);
            const label = e.labels && e.labels[0];
            return !edged(s) && !s.textDecorationLine.includes('underline')
                && !(label && edged(getComputedStyle(label, '::before')));
        })
        .map(e => (e.textContent || e.name || e.id).trim());
}"""


def barriers(page: Page, also_by_keyboard: bool = True) -> Iterator[str]:
    """Every barrier on the page that is open, each in a sentence. Leaves the page wide again.

    The Tab key and forced colours take as long as the rest: pages drawn by the same template need them once.
    """
    if page.locator("h1").count() != 1:
        yield "has not one heading of the first level"
    if page.evaluate(SCRIPTS):
        yield "brings a script with it"
    page.evaluate(OPEN_ALL)
    yield from _by_axe(page)
    yield from _sideways(page, "at 1100 pixels")
    if also_by_keyboard:
        yield from _in_forced_colours(page)
    page.set_viewport_size(FOUR_TIMES)  # type: ignore[arg-type]  # width and height
    yield from _sideways(page, "at 320 pixels, or enlarged to 400 per cent")
    if also_by_keyboard:
        yield from _by_keyboard(page)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # width and height


def _by_axe(page: Page) -> Iterator[str]:
    found = Axe().run(page, options=WCAG)
    if found.violations_count:
        yield f"has barriers that axe names:\n{found.generate_report()}"


def _sideways(page: Page, where: str) -> Iterator[str]:
    over = page.evaluate(SIDEWAYS)
    if over > 0:
        yield f"scrolls sideways by {over} pixels {where}"


def _in_forced_colours(page: Page) -> Iterator[str]:
    page.emulate_media(forced_colors="active")
    for name in page.evaluate(WITHOUT_EDGE):
        yield f"shows no edge of “{name}” in forced colours"
    page.emulate_media(forced_colors="none")


def _by_keyboard(page: Page) -> Iterator[str]:
    """Tab from the top to the end: every control is come to, is in view and is marked."""
    wanted = page.evaluate(STOPS)
    page.evaluate(FROM_THE_TOP)
    reached: set[str] = set()
    for _ in range(min(wanted, FAR)):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        reached.add(focused["stop"])
        if not focused["seen"]:
            yield f"hides “{focused['called']}” while it has the focus"
        if not focused["marked"]:
            yield f"does not mark “{focused['called']}” while it has the focus"
    if len(reached) < min(wanted, FAR):
        yield f"lets the keyboard reach {len(reached)} of {wanted} controls"
