"""The table of every page: where it is, how its title begins, who may come to it and what anybody else is told.

A page that is added to web/urls.py needs a row here, or in desk_pages.py, and a test fails until it has one.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.web.desk_pages import DESK
from tests.web.row import ELSEWHERE, EVERYBODY, IN_IT, NOT_THEIRS, THE_OTHERS, NotYet, Row, Typed

__all__ = ["TABLE", "NotYet", "Row"]


SIGNED_IN = [who for who in EVERYBODY if who != "nobody"]


def public(route: str, address: str, title: str, variant: str = "") -> Row:
    return Row(route, address, title, may=EVERYBODY, variant=variant)


def anybody_signed_in(route: str, address: str, title: str, variant: str = "") -> Row:
    """A page of one's own work: the same address for everybody, who each see only what is theirs."""
    return Row(route, address, title, may=SIGNED_IN, variant=variant)


def of_an_escalation(
    route: str, address: str, title: str, *not_yet: NotYet, may: Sequence[str] = IN_IT,
    not_theirs: Sequence[str] = NOT_THEIRS, variant: str = "", first_says_999: bool = True,
) -> Row:  # fmt: skip
    return Row(
        route, address, title, may, not_theirs, not_yet, variant=variant, first_says_999=first_says_999
    )  # fmt: skip


def act(slug: str, title: str, *not_yet: NotYet, on: str = "ref", query: str = "", may: Sequence[str] = IN_IT) -> Row:
    away = ("raises", "outside") if on == "tiers" else NOT_THEIRS
    address = f"/escalations/{{{on}}}/{slug}{query}"
    return of_an_escalation("act", address, title, *not_yet, may=may, not_theirs=away, variant=slug)


CLOSED = "This escalation is closed (withdrawn). Reopen it, with a reason, to go on."
CHALLENGED = "Only the agency being challenged can give its answer."
ON_TIERS = ("neighbours_lead", "neighbour")
DAY = {"due_at-day": "20", "due_at-month": "11", "due_at-year": "2026", "due_at-time": "17:00"}


def closed(slug: str, sends: Typed, who: str = "raises") -> NotYet:
    """Nothing more is done to an escalation that has ended, except to reopen it."""
    return NotYet(who, CLOSED, f"/escalations/{{closed}}/{slug}", sends)


STANDING = [
    public("start", "/", "Resolve a professional disagreement"),
    public("help", "/help", "Help"),
    public("privacy", "/privacy", "Privacy"),
    public("cookies", "/cookies", "Cookies"),
    public("accessibility", "/accessibility", "Accessibility statement"),
    public("demo-sent", "/demonstration/sent", "Messages that this demonstration has sent"),
    public("demo-clock", "/demonstration/clock", "The demonstration’s clock"),
    public("sign-in", "/sign-in", "Choose who to be"),
    Row("sign-out", "/sign-out", "", may=EVERYBODY, gives=405, is_page=False),
    public("contact-now", "/contact", "Who do I contact now?"),
    public("contact-agencies", "/contact/havering", "Which agency do you disagree with?"),
    public("contact", "/contact/havering/police", "Who do I contact now? Police"),
    public("policies", "/policies", "Policies"),
    public("compare", "/policies/compare", "Compare policies"),
    public("compare-two", "/policies/compare/havering/barnsley", "What differs between two policies"),
    public("policy", "/policies/havering", "{policy}"),
    public("dates", "/policies/havering/dates", "Dates that this policy gives"),
    Row("drawing", "/policies/havering/drawing.svg", "", may=EVERYBODY, is_page=False),
    public("guide", "/policies/havering/guide", "Guide on one page"),
    Row("chart", "/policies/havering/policy.bpmn", "", may=EVERYBODY, is_page=False),
    public("card-areas", "/card", "A card of who to ring"),
    public("card-agencies", "/card/havering", "Which agency’s card?"),
    public("card", "/card/havering/police", "Who to ring: Police"),
]

RAISING = [
    anybody_signed_in("my-work", "/my-work", "My work"),
    anybody_signed_in("inbox", "/messages", "Messages - "),
    Row("preferences", "/preferences", "How you want reminders", SIGNED_IN, first_says_999=False),
    Row("my-calendar", "/my-calendar", "Your deadlines in your own calendar", SIGNED_IN, first_says_999=False),
    Row("feed", "/calendar/{feed}.ics", "", may=EVERYBODY, is_page=False),
    Row("throw-away", "/drafts/{draft}", "Throw away", ["raises"], ["lead", *NOT_THEIRS]),
    Row("raise", "/raise", "Raise a disagreement", ["manager", "neighbour"], variant="of an office"),
    Row("raise", "/raise", "What do you need?", ["raises", "outside"]),
    anybody_signed_in("raise-area", "/raise/area/ask", "Which area’s policy applies?"),
    Row("raise-scope", "/raise/in/havering", "Is it one of these?", ["raises", "outside"], ELSEWHERE),
    Row("advice", "/raise/in/havering/advice", "Get advice only", ["raises", "outside"], ELSEWHERE),
    Row(
        "raise-resume", "/raise/{draft}", "", may=["raises"], not_theirs=["lead", *NOT_THEIRS], gives=302, is_page=False
    ),
    Row("raise-check", "/raise/{draft}/check", "", ["raises"], ["lead", *NOT_THEIRS], gives=302, is_page=False),
    Row("raise-page", "/raise/{draft}/danger", "Immediate danger", ["raises"], ["lead", *NOT_THEIRS]),
    Row("raise-ring", "/raise/{harmed}/ring", "Ring first", ["raises"], ["lead", *NOT_THEIRS]),
    Row("raise-people", "/raise/{draft}/people", "Who it is about", ["raises"], ["lead", *NOT_THEIRS]),
    Row("consult", "/talks/in/havering/ask", "Ask your own lead", ["raises", "outside"], ELSEWHERE),
    Row("log-challenge", "/talks/in/havering/log", "Note a challenge", ["raises", "outside"], ELSEWHERE),
    Row("talk", "/talks/{talk}", "A question to your own lead", ["raises", "lead"], [*THE_OTHERS, *NOT_THEIRS]),
    Row(
        "talk-raise", "/talks/{talk}/raise", "", ["raises"], ["lead", *THE_OTHERS, *NOT_THEIRS],
        gives=302, is_page=False,
    ),
]  # fmt: skip

ESCALATION = [
    of_an_escalation(
        "escalation", "/escalations/{ref}", "{ref}: ",
        NotYet("raises", f"Answer the challenge. {CHALLENGED}"),
        NotYet("other_lead", "An agency that is being challenged cannot close the escalation."),
    ),
    of_an_escalation("record", "/escalations/{ref}/record", "Record of {ref}", first_says_999=False),
    of_an_escalation("record-copy", "/escalations/{ref}/copy", "Copy of {ref} for filing", first_says_999=False),
    of_an_escalation("told", "/escalations/{ref}/told", "Who has been told of {ref}"),
    of_an_escalation(
        "spoken", "/escalations/{ref}/spoken", "Record that you told somebody: {ref}",
        NotYet("other_lead", "Only the agency that raised it, or the partnership's office, records whom they told.",
               sends={"seat": "@police", "name": "A", "how": "By telephone."}), may=["raises", "manager"],
    ),
    Row("record-text", "/escalations/{ref}/copy.txt", "", IN_IT, NOT_THEIRS, is_page=False),
    of_an_escalation(
        "chase", "/escalations/{ref}/chase", "Chase {ref}",
        NotYet("other_lead", "You can chase what is owed to you."), may=["raises", "manager"],
    ),
]  # fmt: skip

ACTS = [
    act("discuss", "Record a discussion"),
    act("no-reply", "Record that nobody answered"),
    act(
        "respond", "Answer the challenge",
        NotYet("raises", CHALLENGED, sends={"outcome": "upheld", "reasons": "We keep it.", "confirm": "yes"}),
    ),
    act(
        "escalate", "Escalate",
        NotYet("raises", "You can go on anyway if you give a reason.", sends={"reason": "It cannot wait."}),
        query="?to=stage-2",
    ),
    act("line", "Go to another line", on="tiers", query="?line=2", may=ON_TIERS),
    act("propose", "Propose a resolution", closed("propose", {"outcome": "A visit."})),
    act("answer", "Say whether the proposal settles it", closed("answer", {"agree": "yes"}), on="tabled"),
    act(
        "panel", "Convene the panel",
        NotYet("raises", "The policy has no panel at this stage.", "/escalations/{ref}/panel", {"member_police": "A"}),
        on="panel",
    ),
    act(
        "decide", "Record the decision",
        NotYet("raises", "The policy gives nobody the power to decide at this stage.", "/escalations/{ref}/decide",
               {"decision": "They go."}),
        on="panel",
    ),
    act("protect", "Set an earlier date that protects them", closed("protect", {"reason": "x"} | DAY)),
    act("set", "Set a date", query="?duty={duty}"),
    act("extend", "Take longer, because it is safe", query="?duty={duty}"),
    act("done", "Record that this is done", query="?duty={duty}"),
    act("facts", "Record what else has become known"),
    act("happening", "Record something the policy waits for"),
    act("join", "Bring in another agency", closed("join", {"agency": "police", "side": "supporting", "reason": "x"})),
    act("close", "Close it without a resolution",
        NotYet("other_lead", "An agency that is being challenged cannot close the escalation.",
               sends={"ending": "no-further-route", "reason": "x"})),
    act("reopen", "Reopen it",
        NotYet("raises", "This escalation is open already.", "/escalations/{ref}/reopen", {"reason": "x"}),
        on="closed"),
    act("offer-time", "Offer a time to talk"),
    act("answer-time", "Say whether the time suits", on="tabled"),
    act("state", "Set out your position"),
    act("urgent", "Record urgent action that keeps them safe"),
    act("delegate", "Hand it to a deputy or a colleague"),
    act("refer", "Take it to another authority"),
    act("conflict", "Say that you have a conflict of interest"),
    act("status", "Change the plan, the status or the urgency"),
    act("form", "A discussion", query="?form=discussion"),
    act("withdraw", "Withdraw it"),
    act("ask-time", "Ask for more time", query="?duty={duty}"),
    act("give-time", "Say whether they can have more time", on="tabled"),
    act("acknowledge", "Say that you have seen this", query="?duty={duty}"),
]  # fmt: skip

OFFICE = [
    Row("tracker", "/tracker", "", ["manager", "neighbour"], ["raises", "outside"], gives=302, is_page=False),
    Row("tracker-area", "/tracker/havering", "Tracker: ", ["manager"], ["raises", "chair", *NOT_THEIRS]),
    Row("beside", "/tracker/havering/beside", "Beside the tracker", ["manager"], ["raises", "chair", *NOT_THEIRS]),
    Row("days-off", "/days-off/havering", "Days off in Havering", ["manager"], ["raises", "chair", *NOT_THEIRS]),
    Row(
        "days-off-declare", "/days-off/havering/declare", "Declare a day", ["manager"], ["raises", "chair", *NOT_THEIRS]
    ),
    Row("blocked", "/tracker/havering/blocked", "Messages that could", ["manager"], ["raises", "chair", *NOT_THEIRS]),
    Row(
        "phone-log", "/tracker/havering/phone", "Log for a worker who telephoned", ["manager"], ["raises", *NOT_THEIRS]
    ),
    Row(
        "phone-log-call",
        "/tracker/havering/phone/{health}",
        "What the worker said",
        ["manager"],
        ["raises", *NOT_THEIRS],
    ),
]

DUTY = [
    anybody_signed_in("today", "/today", "Today"),
    Row("hand-over", "/today/{ref}/hand-over", "Hand {ref} to somebody", ["agency_manager"], ["raises", *NOT_THEIRS]),
    anybody_signed_in("duty", "/duty", "Enter your one-time code"),
    anybody_signed_in("duty-link", "/duty/ABCDE-FGHJK", "You are asked to look at something"),
    of_an_escalation("duty-page", "/escalations/{ref}/duty", "Tonight: {ref}"),
    of_an_escalation("pass", "/escalations/{ref}/pass", "Make a one-time code for {ref}"),
]

KEEPERS, NO_KEEPERS = ("keeper", "manager"), ("raises", "lead", "other_lead", *NOT_THEIRS)


def kept(route: str, below: str, title: str, *not_yet: NotYet, variant: str = "", gives: int = 200) -> Row:
    """A page of one agency's part of the directory."""
    address = f"/directory/{{keeps}}{below}"
    return Row(
        f"directory-{route}", address, title, KEEPERS, NO_KEEPERS, not_yet, gives=gives, is_page=bool(title),
        variant=variant,
    )  # fmt: skip


ONE_PERSON, ONE_POST = "/people/{kept_person}", "/posts/{kept_post}"
DIRECTORY = [
    Row("directory", "/directory", "Directory", ["manager", "neighbour"], ["raises", "chair", "outside"]),
    Row("directory-partnership", "/directory/partnership/{partnership}", "Readiness of ", ["manager"],
        ["keeper", "chair", *NO_KEEPERS]),
    Row("my-shifts", "/my-shifts.ics", "", ["raises", "outside", "neighbour"], is_page=False),
    kept("agency", "", "Readiness of Health"),
    kept("people", "/people", "People of Health"),
    kept("add-person", "/people/add", "Add somebody"),
    kept("person", ONE_PERSON, "Somebody kept"),
    kept("leaves", f"{ONE_PERSON}/leaves", "Somebody is leaving"),
    kept("leaves", f"{ONE_PERSON}/leaves?last_on-day=20&last_on-month=11&last_on-year=2026", "Who takes over",
         variant="on a day"),
    kept("posts", "/posts", "Posts of Health"),
    kept("add-post", "/posts/add", "", gives=302),
    kept("post", ONE_POST, "Supervisor or manager"),
    kept("numbers", f"{ONE_POST}/numbers", "Change "),
    kept("rang", f"{ONE_POST}/rang", "", gives=302),
    kept("seat", f"{ONE_POST}/holders/add", "Who holds it: "),
    kept("unseat", f"{ONE_POST}/holders/{{holder}}", "Somebody kept leaves the post: "),
    kept("rotas", "/rotas", "Rotas of Health"),
    kept("rota", f"{ONE_POST}/rota", "Rota: "),
    kept("read-in", f"{ONE_POST}/rota/read-in", "Read in a rota"),
    kept("add-shift", f"{ONE_POST}/rota/add", "Add a shift: "),
    kept("remove-shift", f"{ONE_POST}/rota/{{shift}}/remove", "", gives=302),
    kept("rota-file", f"{ONE_POST}/rota.ics", ""),
    kept("places", "/places", "Places of Health"),
    kept("add-place", "/places/add", "Add a place"),
    kept("place", "/places/{place}", "Change Hill Hospital"),
    kept("drop-place", "/places/{place}/drop", "", gives=302),
    kept("facts", "/about", "About Health"),
    kept("changes", "/changes", "What changed at Health"),
]  # fmt: skip

RUNNING = [
    Row("health", "/health", "Health of the service", ["operator"],
        ["raises", "lead", "manager", "chair", "keeper", "officer", *NOT_THEIRS]),
    Row("health-live", "/health/live", "", may=EVERYBODY, is_page=False),
    Row("health-ready", "/health/ready", "", may=EVERYBODY, is_page=False),
]  # fmt: skip

TABLE: list[Row] = [*STANDING, *RUNNING, *RAISING, *ESCALATION, *ACTS, *OFFICE, *DUTY, *DIRECTORY, *DESK]
