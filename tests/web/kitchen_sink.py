"""One page with every part of the kit on it, drawn as a page would draw it; a test page, never a route."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from wayforward.web import fields
from wayforward.web.fields import Option

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "src" / "wayforward" / "web" / "static"

DUE = dt.datetime(2025, 8, 29, 15, 55, tzinfo=dt.UTC)
RAISED = dt.datetime(2025, 8, 21, 13, 10, tzinfo=dt.UTC)
CLAUSES = [
    {"id": "BY-51", "text": "First stage, five working days"},
    {"id": "BY-87", "href": "/policies/barnsley#BY-87"},
]

AGENCIES = (
    Option("health", "Health", hint="Health visiting, school nursing, hospitals and GP practices"),
    Option("police", "Police"),
    Option("other", "Another agency", reveals="other_agency"),
)


class Everything(fields.Questions):
    """Every kind of question, as a page would ask it."""

    agency = fields.Radios("Which agency do you work for?", AGENCIES, missing="Select your agency")
    other_agency = fields.Textarea("Which agency, and what does it do?", missing="Enter your agency")
    about = fields.Checkboxes(
        "What is it about?",
        (Option("threshold", "Threshold"), Option("plan", "The plan", hint="Or no plan")),
        hint="Select all that apply",
        missing="Select what it is about",
    )
    reference = fields.Text("Your own reference", width="10", hint="Never a name", required=False)
    email = fields.Email("Your work email address", missing="Enter your work email address")
    password = fields.Password("Your password", missing="Enter your password")
    children = fields.WholeNumber("How many children", width="2", most=20)
    story = fields.Textarea("What has happened", most=2000, hint="Facts first, then what worries you")
    area = fields.Select("Area", (Option("a", "Barnsley"), Option("b", "Barnet")), missing="Select an area")
    met_on = fields.DateField("When did you meet?", named="the date of the meeting", hint="For example, 27 3 2026")
    rang_at = fields.DateTimeField("When did you ring?", named="the time of the call")
    safe_tonight = fields.YesNo("Is the child safe tonight?", missing="Select yes if the child is safe tonight")
    agreed = fields.Tick("I have told my safeguarding lead", missing="Confirm that you have told your lead")


FILLED = {
    "agency": "other",
    "other_agency": "Housing\r\n  Homes for families\r\nand single people",
    "about": ["threshold", "plan"],
    "reference": "AB/12",
    "email": "a.worker@example.org",
    "password": "correct horse",
    "children": "2",
    "story": "One\r\nTwo",
    "area": "b",
    "met_on-day": "9",
    "met_on-month": "March",
    "met_on-year": "2026",
    "rang_at-day": "24",
    "rang_at-month": "12",
    "rang_at-year": "2026",
    "rang_at-time": "4:55pm",
    "safe_tonight": "no",
    "agreed": "yes",
}

CARD = {
    "post": "Duty Head of Service",
    "agency": "Family Services",
    "numbers": [{"number": "020 7946 0123", "label": "Out of hours"}, {"number": "020 7946 0999"}],
    "emails": ["duty.desk@example.org"],
    "hours": "from 5pm to 9am, and all weekend",
    "until": DUE,
    "because": ["It is Saturday, so the office is closed.", "You asked for line 1."],
    "clauses": CLAUSES,
    "otherwise": ["Ring the Head of Service, on the next line up.", "You can escalate without an answer."],
    "checked_on": dt.date(2025, 8, 1),
}

HOLE = {
    "asked": "Family Services, line 2, out of office hours",
    "sentence": "The policy gives line 2 a contact in office hours only.",
    "clauses": [{"id": "B0-51"}],
    "suggestions": [
        {"sentence": "Ask the duty Head of Service to reach the Head of Service:", "number": "020 7946 0123"}
    ],
}

WHY = {
    "sentences": [
        "The clock started on Thursday 21 August 2025.",
        "Monday 25 August 2025 is a bank holiday.",
    ],
    "clauses": CLAUSES,
    "assumption": "A day ends at midnight.",
}

ENTRIES = [
    {
        "title": "Stage One began",
        "by": "A. Worker, Health",
        "at": RAISED,
        "lines": ["Answer due by Friday."],
        "clauses": CLAUSES,
    },
    {
        "title": "Position given",
        "by": "B. Lead",
        "at": DUE,
        "words": "We disagree.\nHere is why.",
        "href": "/e/1",
        "link": "Read it",
    },
]


FRAME = {
    "demonstration": True,
    "partnership_name": "Borough of Example Safeguarding Partnership",
    "navigation": [
        {"text": "My work", "href": "/my-work", "current": True},
        {"text": "Raise a disagreement", "href": "/raise"},
        {"text": "Who do I contact now?", "href": "/contact"},
        {"text": "Policies", "href": "/policies"},
    ],
    "sign_out_url": "/sign-out",
    "footer_links": [
        {"text": "Accessibility statement", "href": "/accessibility"},
        {"text": "Help", "href": "/help"},
    ],
}

CHANGE = {"href": "/c", "text": "Change", "visuallyHiddenText": "who raised it"}

PARTS = {
    "deadline": {
        "due_at": DUE,
        "whole_day": True,
        "what": "Stage One answer",
        "left": "2 working days left",
        "why": WHY,
    },
    "late": {"due_at": DUE, "late": True, "for_whom": "the adult", "force": "as a guide"},
    "card": CARD,
    "hole": HOLE,
    "entries": ENTRIES,
    "identity": {
        "reference": "WF-2026-0042",
        "facts": ["Stage One", "Health and Family Services"],
        "tag": {"text": "Overdue", "colour": "red"},
    },
    "pages": [
        {"text": "Now", "href": "/e/1", "current": True},
        {"text": "History", "href": "/e/1/history"},
        {"text": "Record", "href": "/e/1/record"},
    ],
    "rows": [
        {"key": {"text": "Raised by"}, "value": {"text": "Health"}, "actions": {"items": [CHANGE]}},
        {"key": {"text": "Raised on"}, "value": {"text": "Thursday 21 August 2025"}},
    ],
    "alert": {
        "kind": "error",
        "heading": "The notice did not arrive",
        "sentences": ["Nobody at Family Services has been told. Ring them."],
        "number": "020 7946 0123",
    },
    "moved": {
        "kind": "information",
        "heading": "The clock moved",
        "sentences": ["A bank holiday was announced."],
    },
    "selected": [{"heading": "Stage", "chips": [{"text": "Stage One", "href": "/list"}]}],
}


class Narrow(fields.Questions):
    """The questions of a filter."""

    marks_optional = False

    stage = fields.Checkboxes("Stage", (Option("1", "Stage One"), Option("2", "Stage Two")), required=False)


def context(**more: Any) -> dict[str, Any]:
    return FRAME | PARTS | {"form": Everything(), "filter_form": Narrow(prefix="narrow")} | more


def page(name: str = "kitchen_sink.html", **more: Any) -> str:
    """The page's HTML, through the real settings, context processor and frame."""
    text = (HERE / "templates" / name).read_text(encoding="utf-8")
    return engines["django"].from_string(text).render(context(**more), request())


def request() -> HttpRequest:
    return RequestFactory().get("/my-work")
