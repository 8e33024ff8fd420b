"""Barnet's ladders at six hours around a bank holiday: every cell of the table that was read from the source."""

import json
from pathlib import Path

import pytest

from tests.core.working_time.by_hand import london
from wayforward.core.routing import Answer, Card, RouteTable, routes
from wayforward.policies import shelf

GRID = json.loads((Path(__file__).parent / "barnet_grid.json").read_text(encoding="utf-8"))
CASES: dict[str, tuple[str | None, dict[str, str]]] = {  # the table's words: a status, and facts
    "any": (None, {}),
    "Head is not DSL": (None, {}),
    "Head is DSL": (None, {"head-is-dsl": "yes"}),
    "still unresolved": (None, {}),
    "urgent": (None, {"urgent": "yes"}),
    "open": ("open", {}),
    "new referral": ("new-referral", {}),
    "early help": ("early-help", {}),
    "CIN / CP / CIC plan": ("open", {"plan": "child-in-need"}),
    "acute, needs immediate health assessment": (None, {"acute-health-need": "yes"}),
}
CELLS = [
    pytest.param(row, at, expected, id=f"{row['agency']} {row['line']} {row['case']} {at}")
    for row in GRID
    for at, expected in row["answers"].items()
]


@pytest.fixture(scope="module")
def table() -> RouteTable:
    policy = shelf.load("barnet-children")
    return routes(policy, shelf.calendar(policy.nation))


@pytest.mark.parametrize(("row", "at", "expected"), CELLS)
def test_every_cell_of_barnets_table_is_answered_as_the_source_says(
    row: dict[str, str], at: str, expected: str, table: RouteTable
) -> None:
    status, known = CASES[row["case"]]
    agency, specialist, _ = row["agency"].partition(" (specialist unit)")
    if specialist:
        known = {**known, "specialist-unit": "yes"}
    facts = {fact: frozenset({value}) for fact, value in known.items()}
    answer = table.answer(agency.replace(" ", "-"), row["line"], london(at), status, facts)
    assert as_the_table_writes(answer) == expected


def as_the_table_writes(answer: Answer) -> str:
    if answer.hole:
        words = {"CHK-09": "NO SUCH LINE", "CHK-06a": "HOLE (no out-of-hours row)"}[answer.hole.rule]
        return "HOLE" if answer.line == "urgent" else words
    main = [card for card in answer.cards if card.choice in ("all", "either")]
    if answer.line == "pre":
        return "; ".join(card.title for card in main) + " [meeting route, no contact line]"
    between = " OR " if main[0].choice == "either" else " AND "
    text = between.join(card.title for card in main).replace(", NHS Barnet CCG AND", " AND")
    text += "".join(f" (option: {card.title})" for card in _of(answer, "option"))
    text += "" if all(card.hours_stated for card in main) else " [window not stated]"
    return text + "".join(f"; fallback {card.title.partition(' (')[0]}" for card in _of(answer, "fallback"))


def _of(answer: Answer, choice: str) -> list[Card]:
    return [card for card in answer.cards if card.choice == choice]


@pytest.mark.parametrize(
    ("at", "agency", "line", "title"),
    [
        ("2025-08-19T06:59:59", "police", "2", "Night Duty Superintendent (North London)"),
        ("2025-08-19T07:00:00", "police", "2", "on-duty/on-call Barnet Senior Leadership Team member"),
        ("2025-08-19T20:59:59", "police", "2", "on-duty/on-call Barnet Senior Leadership Team member"),
        ("2025-08-19T21:00:00", "police", "2", "Night Duty Superintendent (North London)"),
        ("2025-08-22T16:59:59", "family-services", "1", "Team Manager of social worker/lead professional"),
        ("2025-08-22T17:00:00", "family-services", "1", "Head of Service on duty"),
        ("2025-08-18T08:59:59", "family-services", "1", "Head of Service on duty"),
        ("2025-08-18T09:00:00", "family-services", "1", "Team Manager of social worker/lead professional"),
        ("2025-08-26T08:30:00", "family-services", "1", "Head of Service on duty"),
    ],
)
def test_barnets_hours_change_on_the_second(at: str, agency: str, line: str, title: str, table: RouteTable) -> None:
    assert table.answer(agency, line, london(at), "open").cards[0].title == title


def test_on_a_saturday_no_safeguarding_lead_is_offered(table: RouteTable) -> None:
    saturday = table.answer("police", "2", london("2025-08-23T10:00"))
    assert [card.title for card in saturday.cards] == ["on-duty/on-call Barnet Senior Leadership Team member"]


def test_an_urgent_matter_at_a_school_goes_round_its_ladder(table: RouteTable) -> None:
    answer = table.answer("schools", "1", london("2025-08-19T10:00"), facts={"urgent": frozenset({"yes"})})
    assert answer.line == "urgent"
    assert {card.choice for card in answer.cards} == {"either"}


def test_a_saturday_hole_on_line_2_suggests_the_head_of_service_on_duty(table: RouteTable) -> None:
    answer = table.answer("family-services", "2", london("2025-08-23T10:00"), "open")
    assert [each.post for each in answer.suggestions] == [
        "Head of Service on duty",
        "service-area Head of Service",
        "Family Services Operational Director",
        "999",
    ]
    assert "Tuesday 26 August 2025 from 09:00" in answer.suggestions[1].why


def test_an_acute_need_in_office_hours_is_a_hole_and_on_a_saturday_is_not(table: RouteTable) -> None:
    acute = {"acute-health-need": frozenset({"yes"})}
    tuesday = table.answer("health", "1", london("2025-08-19T10:00"), facts=acute)
    assert tuesday.hole
    assert tuesday.suggestions[0].post == "provider Head of Safeguarding"
    assert tuesday.suggestions[-1].post == "999 or A&E"
    (card,) = table.answer("health", "1", london("2025-08-23T10:00"), facts=acute).cards
    assert card.how.phone == "0208 216 4600"


def test_a_head_teacher_already_challenged_leads_to_the_governors(table: RouteTable) -> None:
    answer = table.answer("schools", "1", london("2025-08-19T10:00"), avoid=["head-teacher"])
    assert answer.cards[0].warning
    assert [card.title for card in answer.later[0].cards] == ["Safeguarding Governor", "Chair of Governors"]


def test_a_closed_case_is_a_hole_that_leads_to_those_who_take_new_referrals(table: RouteTable) -> None:
    answer = table.answer("family-services", "1", london("2025-08-19T10:00"), "closed")
    assert answer.hole
    assert answer.hole.rule == "CHK-08"
    assert "MASH Team Manager" in [each.post for each in answer.suggestions]


def test_an_agency_that_barnet_gives_no_ladder_is_a_hole(table: RouteTable) -> None:
    answer = table.answer("adult-services", "1", london("2025-08-19T10:00"))
    assert answer.hole
    assert answer.hole.rule == "CHK-25"
