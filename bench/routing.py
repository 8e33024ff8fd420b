"""One routing decision beside a bare dictionary, a scan of the rows, zen-engine and Cedar, all giving one answer.

    python bench/routing.py

The floor is a dictionary made for the purpose, from question to post: no facts, no reasons, no holes.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import cedarpy
import zen
from common import compare, goal

from wayforward.core.policy.papers import Document
from wayforward.core.policy.people import Agency, Post
from wayforward.core.policy.routes import Route
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable, routes
from wayforward.core.routing.rows import Rows
from wayforward.core.working_time import WEEKDAYS_ONLY, BankHolidays, Calendar, Reading, Span, Window, is_open

FROZEN = json.loads((Path(__file__).parent.parent / "policies" / "bank-holidays.json").read_text(encoding="utf-8"))
ENGLAND = Calendar.of(
    "england",
    {date.fromisoformat(day): name for day, name in FROZEN["nations"]["england"].items()},
    first=date.fromisoformat(FROZEN["first"]),
    last=date.fromisoformat(FROZEN["last"]),
)
OFFICE = Window("office", (Span(WEEKDAYS_ONLY, time(9), time(17), BankHolidays.CLOSED),))
OUT = OFFICE.outside("out-of-office")
ROWS_EACH = (  # line, status, hours: together they answer every question once
    ("1", "open", "office"),
    ("1", "closed", "office"),
    ("1", None, "out-of-office"),
    ("2", None, "office"),
    ("2", None, "out-of-office"),
)
KEYS = ("agency", "line", "status", "hours")
CHANCE = random.Random(3)
Question = Mapping[str, str]


def policy(agencies: int) -> Policy:
    """Five rows for each agency: 12 agencies are 60 rows."""
    ids = [f"agency-{i}" for i in range(agencies)]
    rows = tuple(
        Route(id=f"{agency}-{i}", clauses=(f"C-{i}",), agency=agency, line=line, posts=(f"{agency}-post-{i}",),
              status=(status,) if status else (), hours=hours)
        for agency in ids
        for i, (line, status, hours) in enumerate(ROWS_EACH)
    )  # fmt: skip
    return Policy(
        id="bench", title="Bench", partnership="Bench", nation="england", digest="0",
        document=Document(id="document", owner="Bench", status="live"), subjects=("child",), reading=Reading(),
        agencies=tuple(Agency(id=agency, title=agency, statuses=("open", "closed")) for agency in ids),
        posts=tuple(Post(id=row.posts[0], title=row.posts[0], of=row.agency) for row in rows),
        windows=(OFFICE, OUT), routes=rows,
    )  # fmt: skip


def questions(agencies: int, asked: int = 1_000) -> list[dict[str, str]]:
    return [
        {
            "agency": f"agency-{CHANCE.randrange(agencies)}",
            "line": CHANCE.choice("12"),
            "status": CHANCE.choice(["open", "closed"]),
            "hours": CHANCE.choice(["office", "out-of-office"]),
        }
        for _ in range(asked)
    ]


def scan(rows: Sequence[Route], question: Question) -> str | None:
    for row in rows:
        if (
            row.agency == question["agency"]
            and row.line == question["line"]
            and (not row.status or question["status"] in row.status)
            and row.hours == question["hours"]
        ):
            return row.posts[0]
    return None


OPEN = {name: frozenset({name}) for name in ("office", "out-of-office")}


def decide(rows: Rows, question: Question) -> str:
    found = rows.decide(question["agency"], question["line"], question["status"], OPEN[question["hours"]])
    return rows.routes[found.rows[0]].posts[0]


def bare(rows: Rows, question: Question) -> object:
    return rows.decide(question["agency"], question["line"], question["status"], OPEN[question["hours"]])


def explained(table: RouteTable, question: Question) -> tuple[str, str, tuple[str, ...]]:
    agency = question["agency"]
    found = table.rows.decide(agency, question["line"], question["status"], OPEN[question["hours"]])
    (card,) = table.cards(agency, found.rows)
    return card.title, card.row, card.clauses


def zen_table(rows: Sequence[Route]) -> Callable[[Question], str]:
    rules = [
        {"_id": row.id, "i0": f'"{row.agency}"', "i1": f'"{row.line}"',
         "i2": f'"{row.status[0]}"' if row.status else "", "i3": f'"{row.hours}"', "o": f'"{row.posts[0]}"'}
        for row in rows
    ]  # fmt: skip
    inputs = [{"id": f"i{i}", "name": key, "field": key, "type": "expression"} for i, key in enumerate(KEYS)]
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "o", "name": "post", "field": "post", "type": "expression"}],
        "rules": rules,
    }
    model = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "name": "Asked", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {
                "id": "t",
                "name": "route",
                "type": "decisionTableNode",
                "position": {"x": 1, "y": 0},
                "content": content,
            },
            {"id": "out", "name": "Answer", "type": "outputNode", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "e1", "type": "edge", "sourceId": "in", "targetId": "t"},
            {"id": "e2", "type": "edge", "sourceId": "t", "targetId": "out"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(model))
    return lambda question: str(decision.evaluate(dict(question))["result"]["post"])


def cedar_policies(rows: Sequence[Route]) -> Callable[[Question], str]:
    """Cedar allows or denies; one permit for each row, and the permit that allowed is the answer."""
    permits = []
    for i, row in enumerate(rows):
        wanted = {
            "agency": row.agency,
            "line": row.line,
            "hours": row.hours,
            **({"status": row.status[0]} if row.status else {}),
        }
        tests = " && ".join(f'context.{key} == "{value}"' for key, value in wanted.items())
        permits.append(f'@id("{i}") permit(principal, action, resource) when {{ {tests} }};')
    policies: Any = cedarpy.PolicySet.from_str("\n".join(permits))
    entities = cedarpy.Entities.from_json_str("[]")

    def ask(question: Question) -> str:
        request = {
            "principal": 'User::"u"',
            "action": 'Action::"route"',
            "resource": 'Case::"c"',
            "context": dict(question),
        }
        answer = cedarpy.is_authorized(request, policies, entities)
        return rows[min(map(int, answer.diagnostics.id_annotations_by_reason.values()))].posts[0]

    return ask


def check(table: RouteTable, rows: Sequence[Route]) -> None:
    """The compiled table answers as a scan of its rows does, over the whole domain."""
    agencies = sorted({row.agency for row in rows})
    for agency in agencies:
        for line in "12":
            for status in ("open", "closed"):
                for hours in OPEN:
                    question = dict(zip(KEYS, (agency, line, status, hours), strict=True))
                    assert decide(table.rows, question) == scan(rows, question) == explained(table, question)[0]


def each(ask: Callable[[Any], object], of: Sequence[Any]) -> tuple[Callable[[], object], int]:
    """Ask once for each of these."""

    def run() -> None:
        for question in of:
            ask(question)

    return run, len(of)


def main() -> None:
    small, large = policy(12), policy(120)
    table, wide = routes(small, ENGLAND), routes(large, ENGLAND)
    check(table, small.routes)
    check(wide, large.routes)
    asked, widely = questions(12), questions(120)
    floor = {tuple(q[key] for key in KEYS): scan(small.routes, q) for q in asked}
    zen_one, cedar_one = zen_table(small.routes), cedar_policies(small.routes)
    expected = [scan(small.routes, question) for question in asked]
    assert [zen_one(question) for question in asked] == expected
    assert [cedar_one(question) for question in asked] == expected
    instants = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=CHANCE.randrange(525_600)) for _ in asked]
    whole = list(zip(asked, instants, strict=True))
    for question, at in whole:
        card = table.answer(question["agency"], question["line"], at, question["status"]).cards[0]
        hours = "office" if is_open(OFFICE, at, ENGLAND) else "out-of-office"
        assert card.title == scan(small.routes, {**question, "hours": hours})

    took = compare(
        {
            "floor": each(lambda q: floor[q["agency"], q["line"], q["status"], q["hours"]], asked),
            "decision": each(lambda q: bare(table.rows, q), asked),
            "with row, rule and clauses": each(lambda q: explained(table, q), asked),
            "decision, 600 rows": each(lambda q: bare(wide.rows, q), widely),
            "scan of 60 rows": each(lambda q: scan(small.routes, q), asked),
            "whole answer, from an instant": each(
                lambda w: table.answer(w[0]["agency"], w[0]["line"], w[1], w[0]["status"]), whole[:200]
            ),
            "zen-engine": each(zen_one, asked[:200]),
            "cedarpy": each(cedar_one, asked[:200]),
        }
    )
    took.table("One routing decision, 60 rows", "floor")
    print()
    goal("P5 a decision against the dictionary", took.ratio("decision", "floor"), 3)
    goal("P5 with row, rule and clauses", took.ratio("with row, rule and clauses", "floor"), 8)
    goal("P5 600 rows against 60", took.ratio("decision, 600 rows", "decision"), 1.2)
    goal("P5 zen-engine against a decision", took.ratio("zen-engine", "decision"), 100, at_least=True)
    goal("P5 cedarpy against a decision", took.ratio("cedarpy", "decision"), 100, at_least=True)


if __name__ == "__main__":
    main()
