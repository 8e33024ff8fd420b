"""What the policy before asked for, and the one that replaces it does not, without a word."""

import pytest

from tests.policies.checking.mutants import (
    ON,
    SOUND,
    Edit,
    found,
    having,
    mutated,
    named,
    quiet,
    with_new,
    with_top,
    without,
)
from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.checking import check

SOUND_BEFORE = shelf.load(SOUND)


def lost(policy: Policy, before: Policy = SOUND_BEFORE) -> dict[str, str]:
    """What was lost, by its name, with how grave that is."""
    return {one.about: one.severity.value for one in found(policy, "CHK-38", before=before)}


def no_rows(agency: str, line: str) -> Edit:
    def edit(data: dict[str, list[dict[str, str]]]) -> None:
        data["routes"][:] = [row for row in data["routes"] if (row["agency"], row["line"]) != (agency, line)]

    return edit


GONE = (
    ("a line of a ladder", (no_rows("health", "2"),), "health 2", "high"),
    ("the urgent line", (no_rows("any", "urgent"),), "any urgent", "high"),
    ("the time of a stage", (having("stages", "stage-2", time={"within": "none", "silent": "None."}),),
     "stage-2 time", "high"),
    ("a time that only we give now", (
        lambda data: named(data, "stages", "stage-2")["time"].update(unstated=["within"]),), "stage-2 time", "high"),
    ("a duty", (without("duties", "tell-the-office"),), "tell-the-office", "medium"),
    ("a duty that is only ours now", (having("duties", "learn", system=True),), "learn", "medium"),
    ("the time of a duty", (without("duties", "answer", "within", "from"),), "answer time", "medium"),
    ("a report", (without("reports", "yearly"),), "yearly", "medium"),
    ("a warning", (without("guidance", "emergency"),), "emergency", "low"),
)  # fmt: skip


@pytest.mark.parametrize(("edits", "name", "severity"), [row[1:] for row in GONE], ids=[row[0] for row in GONE])
def test_what_is_gone_without_a_word_is_found(edits: tuple[Edit, ...], name: str, severity: str) -> None:
    assert lost(mutated(SOUND, *edits)) == {name: severity}


@pytest.mark.parametrize(("edits", "name", "severity"), [row[1:] for row in GONE], ids=[row[0] for row in GONE])
def test_what_is_left_out_on_purpose_is_not_lost(edits: tuple[Edit, ...], name: str, severity: str) -> None:
    said = with_top(dropped=[{"what": f"It is {name}, and nothing else.", "because": "Nobody needed it."}])
    assert lost(mutated(SOUND, *edits, said)) == {}


def test_what_is_left_out_may_be_called_by_its_title_or_its_clause() -> None:
    for what in ("the report What we learnt", "paragraph 5.1"):
        said = with_top(dropped=[{"what": what, "because": "Nobody read it."}])
        assert lost(mutated(SOUND, without("reports", "yearly"), said)) == {}


@quiet(
    ("nothing", ()),
    ("a duty under another name", (lambda data: named(data, "duties", "tell-the-office").update(id="say-so"),)),
    ("a report under another title and the same name", (having("reports", "yearly", title="A year of it"),)),
    (
        "a report under another name and nearly the same title",
        (
            without("reports", "yearly"),
            with_new(
                "reports",
                id="annual",
                title="What we learnt this year",
                by="the-office",
                to=["chair"],
                every="year",
                says="Counts and themes.",
                how="by e-mail",
                clauses=["5.1"],
            ),
        ),
    ),
    ("a longer time", (lambda data: named(data, "stages", "stage-2")["time"].update(within="9 working days"),)),
    (
        "a line whose every row is now for any agency",
        (
            no_rows("health", "2"),
            no_rows("social-care", "2"),
            with_new("routes", agency="any", line="2", post="manager", clauses=["2.1"]),
        ),
    ),
)
def test_what_is_kept_or_changed_is_not_lost(edits: tuple[Edit, ...]) -> None:
    assert lost(mutated(SOUND, *edits)) == {}


def test_a_stage_that_is_gone_takes_its_line_and_its_duties_with_it() -> None:
    more = (
        with_new("stages", id="region", label="The region", title="Ask", says="It is asked.", beside=True, line="R",
                 time={"within": "5 working days"}, clauses=["1.5"]),
        with_new("moves", from_=["stage-3"], to="region", clauses=["1.5"]),
        with_new("routes", agency="any", line="R", post="duty-director", clauses=["1.5"]),
        with_new("duties", id="ask-the-region", kind="notify", says="Ask the region.", who="raiser", to="duty-director",
                 when=["region begins"], clauses=["1.5"]),
    )  # fmt: skip
    assert lost(SOUND_BEFORE, before=mutated(SOUND, *more)) == {"region": "medium"}


def test_without_the_policy_before_nothing_is_said_of_what_was_lost() -> None:
    policy = mutated(SOUND, without("duties", "tell-the-office"), with_top(replaces="the-first"))
    assert found(policy, "CHK-38") == []


def test_the_two_barnet_policies_lose_what_an_analyst_listed() -> None:
    policy = shelf.load("barnet-multi-agency")
    clauses = {
        clause
        for one in check(policy, shelf.calendar("england"), ON, shelf.load("barnet-children"))
        if one.rule == "CHK-38"
        for clause in one.clauses
    }
    # D-03, D-15, D-23, D-27, D-30, D-31, D-33, D-34 and D-35 of the comparison of the two.
    assert clauses >= {"B0-02", "B0-20", "B0-34", "B0-63", "B0-61", "B0-66", "B0-67", "B0-68"}
