"""What stands round every page of the policy desk: whose desk it is, which version, and the way back."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from wayforward.desk.life import Standing, standing
from wayforward.desk.models import Version
from wayforward.web.pages.desk.access import Desk

# The sections of a version: the route, its name, and what it is for. One that has no page yet is left out.
WRITES, READS = True, False
SECTIONS = (
    ("desk-write", "Write", "Change its stages, times, contacts, duties, forms and clauses.", WRITES),
    ("desk-check", "Check", "What the checker finds: holes, contradictions and missing words.", READS),
    ("desk-examples", "Worked examples", "The policy’s own tests: what it has to make true, with dates.", READS),
    ("desk-proof", "Proof", "The longest that it lets anybody wait, and whether every step leads to an end.", READS),
    ("desk-compare", "Compare", "What is different from the policy in force, or from another, in sentences.", READS),
    ("desk-preview", "Preview", "How it looks to practitioners: the guide, the drawing and the card.", READS),
    ("desk-file", "File", "Take it away as a file, or read one in.", READS),
    ("desk-sign", "Sign", "Read what changed and sign for your agency.", READS),
    ("desk-in-force", "Put in force", "Choose the day from which it applies.", WRITES),
    ("desk-open", "Open escalations", "What it would move for each escalation that is open now.", WRITES),
    ("desk-what-if", "What if", "How past escalations would have gone under it.", WRITES),
)

STEPS = {"desk-send": "Send it for signature", "desk-drop": "Give it up"}  # pages that a button leads to
ONLY_WHEN = {  # a section that is of use at some standings alone
    "desk-write": (Standing.DRAFT,),
    "desk-sign": (Standing.CHECKED, Standing.SIGNED, Standing.DATED, Standing.IN_FORCE, Standing.RETIRED),
    "desk-in-force": (Standing.SIGNED, Standing.DATED),
    "desk-open": (Standing.DRAFT, Standing.CHECKED, Standing.SIGNED, Standing.DATED, Standing.IN_FORCE),
}


def frame(desk: Desk, version: Version | None = None, section: str = "") -> dict[str, Any]:
    """The context that desk/frame.html draws. `section` is the route of the page, of SECTIONS or STEPS."""
    return {
        "desk": desk,
        "area": desk.area,
        "partnership_name": desk.partnership.name,
        "version": version,
        "section": next((name for route, name, *_ in SECTIONS if route == section), STEPS.get(section, "")),
    }


def sections(desk: Desk, version: Version) -> list[dict[str, Any]]:
    """The sections of a version that this person may open, as links."""
    now = standing(version, desk.at)
    offered = [
        (route, name, says)
        for route, name, says, writes in SECTIONS
        if (desk.governs or not writes) and now in ONLY_WHEN.get(route, Standing)
    ]
    return [
        {"href": href, "text": name, "says": says}
        for route, name, says in offered
        if (href := address(route, desk.area, version))
    ]


def short(digest: str) -> str:
    """The beginning of a digest in groups that two people can read to each other: "3f2a 91bc 07de 44c1"."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def address(route: str, area: str, version: Version) -> str:
    """A page of a version; empty where there is no such page."""
    try:
        return reverse(route, args=[area, version.pk])
    except NoReverseMatch:
        return ""
