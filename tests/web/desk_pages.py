"""The rows of the policy desk, in the table of every page."""

from __future__ import annotations

from tests.web.row import NOT_THEIRS, NotYet, Row

NOT_AT_THE_DESK = ("raises", "lead", "chair", "keeper", *NOT_THEIRS)


def at_the_desk(
    route: str, below: str, title: str, *not_yet: NotYet, signs: bool = True, variant: str = "", gives: int = 200,
    version: str = "version",
) -> Row:  # fmt: skip
    """A page of a partnership's policy desk, or of the version there that setting.py names. `signs`: an officer may."""
    may = ("officer", "manager") if signs else ("manager",)
    theirs = NOT_AT_THE_DESK if signs else ("officer", *NOT_AT_THE_DESK)
    address = f"/desk/havering{below}".replace("{version}", f"{{{version}}}")
    return Row(route, address, title, may, theirs, not_yet, gives=gives, is_page=bool(title), variant=variant)


ON_THE_DESK = "/{version}"
DESK = [
    Row("desk", "/desk", "", ("officer", "manager", "neighbour"), ("raises", "chair", "outside"),
        gives=302, is_page=False),
    at_the_desk("desk-area", "", "Policy desk of Havering"),
    at_the_desk("desk-drawing", "/drawing", "What goes through each stage", signs=False),
    at_the_desk("desk-drawing-file", "/drawing.svg", "", signs=False),
    at_the_desk("desk-new", "/new", "Begin a version", signs=False),
    at_the_desk("desk-new-blank", "/new/blank", "Begin from a blank page", signs=False),
    at_the_desk("desk-officers", "/officers", "Who signs policies in Havering"),
    at_the_desk("desk-officer", "/officers/{health}", "Who signs for Health", signs=False),
    at_the_desk("desk-version", ON_THE_DESK, "Draft: "),
    at_the_desk("desk-version", ON_THE_DESK, "Out for signature: ", version="sent", variant="out for signature"),
    at_the_desk("desk-check", f"{ON_THE_DESK}/check", "Findings of "),
    at_the_desk("desk-accept", f"{ON_THE_DESK}/accept?finding={{finding}}", "Accept a finding", signs=False),
    at_the_desk("desk-examples", f"{ON_THE_DESK}/examples", "Worked examples of "),
    at_the_desk("desk-proof", f"{ON_THE_DESK}/proof", "Proof of "),
    at_the_desk("desk-compare", f"{ON_THE_DESK}/compare", "What differs"),
    at_the_desk("desk-send", f"{ON_THE_DESK}/send", "Send it for signature", signs=False),
    at_the_desk("desk-sign", f"{ON_THE_DESK}/sign", "Signatures of ", version="sent"),
    at_the_desk("desk-decline", f"{ON_THE_DESK}/decline", "Do not sign", version="sent"),
    at_the_desk("desk-in-force", f"{ON_THE_DESK}/in-force", "Put in force: ", signs=False),
    at_the_desk("desk-drop", f"{ON_THE_DESK}/give-up", "Give it up: ", signs=False),
    at_the_desk("desk-open", f"{ON_THE_DESK}/open", "Open escalations and ", signs=False, version="sent"),
    at_the_desk("desk-what-if", f"{ON_THE_DESK}/what-if", "What if: ", signs=False, version="sent"),
    at_the_desk("desk-what-if", f"{ON_THE_DESK}/what-if?ref={{ref}}", "What if: ", signs=False, version="sent",
                variant="one"),
    at_the_desk("desk-write", f"{ON_THE_DESK}/write", "Write", signs=False),
    at_the_desk("desk-part", f"{ON_THE_DESK}/write/duties", "Duties", signs=False),
    at_the_desk("desk-new-element", f"{ON_THE_DESK}/write/stages/new", "Add a stage", signs=False),
    at_the_desk("desk-element", f"{ON_THE_DESK}/write/stages/stage-2", "Stage Two", signs=False, variant="stage"),
    at_the_desk("desk-element", f"{ON_THE_DESK}/write/times/stage-1", "Stage One", signs=False, variant="time"),
    at_the_desk("desk-remove", f"{ON_THE_DESK}/write/stages/stage-2/take-out", "Take out this stage?", signs=False),
    at_the_desk("desk-rename", f"{ON_THE_DESK}/write/stages/stage-2/name", "Change its name", signs=False),
    at_the_desk("desk-order", f"{ON_THE_DESK}/write/stages/stage-2/order", "", signs=False, gives=302),
    at_the_desk("desk-week", f"{ON_THE_DESK}/week", "The week: who answers when"),
    at_the_desk("desk-preview", f"{ON_THE_DESK}/preview", "Preview"),
    at_the_desk("desk-preview", f"{ON_THE_DESK}/preview?show=contact", "Preview", variant="contact"),
    at_the_desk("desk-preview", f"{ON_THE_DESK}/preview?show=raise", "Preview", variant="raise"),
    at_the_desk("desk-file", f"{ON_THE_DESK}/file", "The file"),
    at_the_desk("desk-file-away", f"{ON_THE_DESK}/file/policy.yaml", ""),
]  # fmt: skip
