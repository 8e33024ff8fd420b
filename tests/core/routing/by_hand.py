"""A small town's routing table, made by hand with one of everything, and a row scan to check the table by."""

from collections.abc import Mapping
from datetime import datetime, time

from tests.core.working_time.by_hand import calendar, london
from wayforward.core.conditions import ALWAYS, Condition, Facts, Test
from wayforward.core.policy.elements import Option
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.papers import Document
from wayforward.core.policy.people import Agency, Contact, Equivalent, Post
from wayforward.core.policy.routes import Route
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable, routes
from wayforward.core.working_time import (
    EVERY_DAY,
    WEEKDAYS_ONLY,
    BankHolidays,
    Reading,
    Span,
    Window,
    is_open,
)

OFFICE = Window("office", (Span(WEEKDAYS_ONLY, time(9), time(17), BankHolidays.CLOSED),))
OUT_OF_OFFICE = OFFICE.outside("out-of-office")
DAY = Window("day", (Span(EVERY_DAY, time(7), time(21)),))
NIGHT = Window("night", (Span(EVERY_DAY, time(21), time(7)),))

TUESDAY_MORNING = london("2025-08-19T10:00")
TUESDAY_EVENING = london("2025-08-19T18:30")
TUESDAY_NIGHT = london("2025-08-19T23:00")
SATURDAY = london("2025-08-23T10:00")  # before the bank holiday on Monday 25 August 2025
BANK_HOLIDAY = london("2025-08-25T11:00")


def yes(fact: str) -> Condition:
    return Condition((Test(fact, frozenset({"yes"})),))


def no(fact: str) -> Condition:
    return Condition((Test(fact, frozenset({"yes"}), negated=True),))


def facts(**known: str) -> Facts:
    return {name.replace("_", "-"): frozenset({value}) for name, value in known.items()}


def row(
    agency: str,
    line: str,
    *posts: str,
    status: tuple[str, ...] = (),
    when: Condition = ALWAYS,
    hours: str | None = None,
    choice: str = "all",
    takes_over: Condition | None = None,
    via: str | None = None,
    how: Contact | None = None,
) -> Route:
    name = f"{agency}-{line}-{posts[0]}"
    return Route(
        id=name, clauses=(f"C-{name}",), agency=agency, line=line, posts=posts, status=status, when=when,
        hours=hours, choice=choice, takes_over=takes_over, via=via, how=how,
    )  # fmt: skip


ROUTES = (
    row("police", "1", "duty-inspector"),
    row("police", "2", "superintendent", hours="day", via="duty-inspector"),
    row("police", "2", "safeguarding-lead", hours="office", choice="option"),
    row("police", "2", "night-superintendent", hours="night"),
    row("schools", "1", "head", when=no("head-is-lead")),
    row("schools", "1", "governor", "chair-of-governors", when=yes("head-is-lead"), choice="either"),
    row("schools", "urgent", "schools-officer", takes_over=yes("urgent")),
    row("family-services", "0", "social-worker", status=("open",), hours="office"),
    row("family-services", "0", "emergency-team", hours="out-of-office"),
    row("family-services", "1", "team-manager", status=("open",), hours="office"),
    row("family-services", "1", "front-door-manager", status=("new",), hours="office"),
    row("family-services", "1", "head-on-duty", hours="out-of-office"),
    row("family-services", "2", "head-of-service", status=("open", "new"), hours="office"),
    row("family-services", "3", "director", status=("open", "new"), hours="office"),
    row("health", "1", "named-nurse", how=Contact(phone="020 7946 0001")),
    row("health", "S3", "chief-officer"),
    row("health", "urgent", "duty-doctors", hours="out-of-office", takes_over=yes("acute")),
    row("any", "chair", "independent-chair"),
)

POSTS = tuple(
    Post(id=name, title=name.replace("-", " ").capitalize(), of=of, contact=contact, equivalents=equivalents)
    for name, of, contact, equivalents in (
        ("duty-inspector", "police", Contact(), {}),
        ("superintendent", "police", Contact(), {}),
        ("safeguarding-lead", "police", Contact(), {}),
        ("night-superintendent", "police", Contact(), {}),
        ("head", "schools", Contact(), {}),
        ("governor", "schools", Contact(), {}),
        ("chair-of-governors", "schools", Contact(), {}),
        ("schools-officer", "outside", Contact(), {}),
        ("social-worker", "family-services", Contact(), {}),
        ("emergency-team", "family-services", Contact(), {}),
        ("team-manager", "family-services", Contact(), {}),
        ("front-door-manager", "family-services", Contact(phone="020 7946 0002"), {}),
        ("head-on-duty", "family-services", Contact(), {}),
        ("head-of-service", "family-services", Contact(), {}),
        ("director", "family-services", Contact(), {}),
        ("named-nurse", "health", Contact(), {}),
        ("chief-officer", "health", Contact(), {}),
        ("duty-doctors", "health", Contact(), {}),
        ("independent-chair", "partnership", Contact(email="chair@town.example"),
         {"schools": Equivalent(title="Chair of the schools forum", of="family-services")}),
    )
)  # fmt: skip


def town(rows: tuple[Route, ...] = ROUTES, posts: tuple[Post, ...] = POSTS) -> Policy:
    return Policy(
        id="town", title="The town's policy", partnership="The town", nation="england", digest="0",
        document=Document(id="document", owner="The town", status="live"), subjects=("child",),
        reading=Reading(),
        agencies=(
            Agency(id="police", title="Town Police"),
            Agency(id="schools", title="Town schools"),
            Agency(id="family-services", title="Town Family Services",
                   statuses=("open", "new", "closed"),
                   statuses_titles={"open": "Open to a worker", "new": "A new referral"}),
            Agency(id="health", title="Town Health"),
            Agency(id="other", title="Another partner"),
        ),
        posts=posts,
        facts=(
            Fact(id="urgent", asks="Is it urgent?", kind=FactKind.YES_NO),
            Fact(id="acute", asks="Is an assessment needed now?", kind=FactKind.YES_NO),
            Fact(id="head-is-lead", asks="Is the head the lead?", kind=FactKind.YES_NO),
            Fact(id="plan", asks="Which plan?", kind=FactKind.CHOICE,
                 options=(Option(id="none", says="None"), Option(id="protection", says="Child protection"))),
        ),
        windows=(OFFICE, OUT_OF_OFFICE, DAY, NIGHT),
        routes=rows,
    )  # fmt: skip


def table(policy: Policy | None = None) -> RouteTable:
    return routes(policy or town(), calendar())


def titles(cards: tuple[object, ...]) -> list[str]:
    return [str(getattr(card, "title", None) or getattr(card, "post", None)) for card in cards]


def scan(
    policy: Policy,
    agency: str,
    line: str,
    at: datetime,
    status: str | None,
    known: Mapping[str, frozenset[str]],
) -> tuple[str, list[str]]:
    """What the language says of routes, row by row: the line that answers, and the ids of its rows."""
    asked = {**known, "line": frozenset({line}), **({"status": frozenset({status})} if status else {})}
    windows = {window.id: window for window in policy.windows}
    for route in policy.routes:
        if route.agency in (agency, "any") and route.takes_over and route.takes_over.holds(asked):
            line = route.line
            break
    return line, [
        route.id
        for route in policy.routes
        if route.agency in (agency, "any")
        and route.line == line
        and (not route.status or status in route.status)
        and route.when.holds(asked)
        and (route.hours is None or is_open(windows[route.hours], at, calendar()))
    ]
