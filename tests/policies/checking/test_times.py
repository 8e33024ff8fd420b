"""Times that are missing, start nowhere, cannot be counted, are meant in two ways, or never end."""

from tests.policies.checking.mutants import (
    SOUND,
    Edit,
    cases,
    fires,
    having,
    mutated,
    quiet,
    silent,
    timed,
    with_new,
    with_top,
    without,
)
from wayforward.policies import shelf

THREE, FIVE = "3 working days", "5 working days"
OPEN = {"within": "none", "silent": "No time."}
CAP = {
    "id": "whole-case",
    "says": "Settle all of it.",
    "stages": ["stage-1", "stage-2", "stage-3"],
    "within": "20 working days",
    "from": "raised",
    "clauses": ["1.2"],
}
MEETING = with_new("posts", id="review", is_="meeting", title="review meeting", of="social-care", clauses=["1.1"])
AT_THE_MEETING = with_new("routes", agency="social-care", line="1", post="review", choice="option", clauses=["1.1"])
MEET_IN_TIME = with_new(
    "duties", id="meet", kind="meet", says="Meet.", who="raising manager", when=["stage-2 begins"], within=THREE
)
THEN_ANSWER = with_new(
    "duties",
    id="write",
    kind="confirm",
    says="Write.",
    who="raising manager",
    to="raiser",
    when=["meet done"],
    within=THREE,
)
DISSENT = with_new(
    "stages", id="dissent", label="Dissent", title="Record", says="It is recorded.", beside=True, formal=False
)
BESIDE = with_new(
    "stages", id="region", label="The region", title="Ask", says="The region is asked.", beside=True, clauses=["1.5"]
)


@cases(
    ("a stage without any time", (without("stages", "stage-2", "time"),), "stage stage-2", "high"),
    ("a stage whose text gives no time", (having("stages", "stage-2", time=OPEN),), "stage stage-2", "high"),
    ("a stage whose time only an assumption gives", (
        with_top(assumptions=[{"id": "A-1", "says": "Three days.", "because": "The text gives none."}]),
        having("stages", "stage-2", time={"within": "3 working days", "assumption": "A-1"}),
    ), "stage stage-2", "high"),
    ("a stage whose time is filled in by us", (timed("stage-2", unstated=["within"]),), "stage stage-2", "high"),
    ("a stage that has only to be quick", (timed("stage-2", within="as soon as possible"),), "stage stage-2", "high"),
    ("a stage whose talk has a time and whose answer has none", (without("stages", "stage-2", "time"), MEET_IN_TIME),
     "stage stage-2", "high"),
    ("an informal stage", (having("stages", "stage-1", formal=False), without("stages", "stage-1", "time")),
     "stage stage-1", "medium"),
    ("a stage beside the ladder", (BESIDE, with_new("moves", from_=["stage-1"], to="region", clauses=["1.5"])),
     "stage region", "medium"),
    ("the last resort, beside the ladder", (BESIDE, with_new("moves", from_=["stage-3"], to="region", clauses=["1.5"])),
     "stage region", "high"),
    ("a meeting that may be any time off", (MEETING, AT_THE_MEETING), "post review", "medium"),
    ("a duty that must be done, by no time", (
        having("duties", "put-on-file", time=OPEN | {"force": "must", "clauses": ["4.4"]}),
        without("duties", "put-on-file", "within", "from"),
    ), "duty put-on-file", "medium"),
)  # fmt: skip
def test_something_that_may_last_for_ever_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-01", element).severity == severity


@quiet(
    ("a stage whose time somebody sets", (having("stages", "stage-3", time={"within": "none", "set-by": "chair"}),)),
    ("a stage under a limit over several stages", (without("stages", "stage-2", "time"), with_top(caps=[CAP]))),
    ("a time on the same day", (timed("stage-2", within="same working day", printed="the same day"),)),
    ("a time in hours", (timed("stage-2", within="48 hours", printed="48 hours"),)),
    ("a duty without a time that nobody calls binding", (without("duties", "learn", "within", "from"),)),
    ("a meeting that nobody is sent to", (MEETING,)),
    ("a stage whose steps lead to an answer", (without("stages", "stage-2", "time"), MEET_IN_TIME, THEN_ANSWER)),
    ("a stage that only keeps something on the record", (DISSENT, with_new("moves", from_=["stage-1"], to="dissent"))),
    ("a prompt of Wayforward's own", (
        with_new("duties", id="ask", kind="prompt", says="Have you tried?", who="raiser", when=["raised"], system=True,
                 time={"within": "none", "force": "must", "silent": "Ours."}),
    )),
)  # fmt: skip
def test_something_that_ends_is_not_said_to_last_for_ever(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-01")


def test_a_limit_over_stages_that_the_text_does_not_name_limits_none_of_them() -> None:
    policy = mutated(SOUND, without("stages", "stage-2", "time"), with_top(caps=[{**CAP, "unstated": ["stages"]}]))
    assert fires(policy, "CHK-01", "stage stage-2").severity == "high"


@cases(
    ("the time of a stage", (timed("stage-1", unstated=["from"]),), "stage stage-1", "high"),
    ("a limit over several stages", (with_top(caps=[{**CAP, "unstated": ["from"]}]),), "duty whole-case", "high"),
    ("a duty", (having("duties", "answer", unstated=["from"]),), "duty answer", "medium"),
    ("a shorter time that nobody sets", (timed("stage-1", protective=True),), "stage stage-1", "medium"),
)
def test_a_time_that_is_counted_from_nowhere_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-02", element).severity == severity


@quiet(
    ("a time with a start", (timed("stage-1", from_="stage-1 begins"),)),
    ("a time whose start the language gives", (having("stages", "stage-2", time={"within": "3 working days"}),)),
    ("a shorter time that only we allow", (timed("stage-1", protective=True, unstated=["protective"]),)),
    ("no time at all", (having("stages", "stage-1", time=OPEN | {"unstated": ["from"]}),)),
)
def test_a_time_with_a_start_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-02")


def test_one_missing_start_that_two_limits_rest_on_is_one_finding() -> None:
    policy = shelf.load("barnet-children")
    assert fires(policy, "CHK-02", "duty whole-case").elements == ("stage stage-1", "duty whole-case")


def test_the_example_counts_real_working_days_over_a_real_holiday() -> None:
    finding = fires(mutated(SOUND, timed("stage-1", unstated=["from"])), "CHK-02", "stage stage-1")
    assert finding.example == (
        "A concern of Thursday 24 December 2026 at 16:55, first talked about on Thursday 31 December 2026: counted from"
        " the concern it ends on Thursday 31 December 2026, and from the talk on Wednesday 6 January 2027."
    )


def stated(*places: tuple[str, str, str, str | None, str | None]) -> list[dict[str, str]]:
    """Places of the text: clause, where, printed, within, force."""
    keys = ("clause", "where", "printed", "within", "force")
    return [{key: value for key, value in zip(keys, place, strict=True) if value} for place in places]


PROSE, PICTURE = ("1.2", "prose", THREE, THREE, None), ("2.1", "diagram", FIVE, FIVE, None)


@cases(
    ("two times of a stage", (timed("stage-1", stated=stated(PROSE, PICTURE)),), "stage stage-1", "high"),
    ("two times of a duty", (
        having("duties", "answer", time={"within": THREE, "stated": stated(PROSE, PICTURE), "clauses": ["1.2"]}),
        without("duties", "answer", "within", "from"),
    ), "duty answer", "medium"),
    ("working days in one place and hours in another", (
        timed("stage-1", stated=stated(PROSE, ("2.1", "diagram", "72 hours", "72 hours", None))),
    ), "stage stage-1", "high"),
    ("a time that only the diagram gives", (
        timed("stage-1", stated=stated(("1.2", "diagram", THREE, THREE, None))),
    ), "stage stage-1", "medium"),
)  # fmt: skip
def test_a_rule_with_two_times_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-03", element).severity == severity


@quiet(
    ("one time in two places", (timed("stage-1", stated=stated(PROSE, ("2.1", "diagram", THREE, THREE, None))),)),
    ("a preferred time beside the limit", (
        timed("stage-1", target="same working day",
              stated=stated(PROSE, ("1.2", "prose", "preferably the same day", "same working day", None))),
    )),
    ("a place that names no amount", (timed("stage-1", stated=stated(PROSE, ("2.1", "diagram", "soon", None, None))),)),
    ("a picture that only says to be quick", (
        having("duties", "answer", time={"within": "as soon as possible", "clauses": ["1.2"],
                                         "stated": stated(("1.2", "diagram", "ASAP", "as soon as possible", None))}),
        without("duties", "answer", "within", "from"),
    )),
)  # fmt: skip
def test_one_time_in_several_places_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-03")


@cases(
    ("days of no kind", (timed("stage-1", printed="within 3 days"),), "stage stage-1", "medium"),
    ("days in words", (timed("stage-1", printed="no more than three days"),), "stage stage-1", "medium"),
    ("days of no kind in one place of two", (
        timed("stage-1", stated=stated(PROSE, ("2.1", "diagram", "Within 3 Days", None, None))),
    ), "stage stage-1", "low"),
    ("hours and working days in one breath", (timed("stage-2", printed="48 hours (two working days)"),),
     "stage stage-2", "medium"),
    ("days of a duty", (having("duties", "answer", printed="2 days"),), "duty answer", "medium"),
)  # fmt: skip
def test_days_that_may_be_two_kinds_of_day_are_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-04", element).severity == severity


@quiet(
    ("working days", (timed("stage-1", printed="within three working days"),)),
    ("calendar days", (timed("stage-1", printed="3 calendar days"),)),
    ("the same day", (timed("stage-1", printed="preferably on the same day"),)),
    ("hours", (timed("stage-1", printed="48 hours"),)),
    ("a week", (timed("stage-1", printed="one working week"),)),
    ("hours of a day", (timed("stage-1", printed="one working day's hours"),)),
)
def test_days_of_one_kind_are_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-04")


def forced(*forces: str | None) -> Edit:
    return timed("stage-1", stated=stated(*(("1.2", "prose", THREE, THREE, force) for force in forces)))


@cases(
    ("a guide and a maximum", (forced("guide", "maximum"),), "stage stage-1", "medium"),
    ("indicative and must", (forced("indicative", "must"),), "stage stage-1", "medium"),
    ("a guide and should", (forced("guide", "should"),), "stage stage-1", "low"),
    ("should and must", (forced("should", "must"),), "stage stage-1", "low"),
)
def test_a_time_in_two_strengths_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-05", element).severity == severity


@quiet(
    ("one strength", (forced("must", "must"),)),
    ("two words for a limit", (forced("must", "maximum"),)),
    ("two words for a guide", (forced("guide", "indicative"),)),
    ("one place that gives none", (forced("must", None),)),
)
def test_a_time_in_one_strength_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-05")


CLIMB = having("stages", "stage-2", tiers={"open": True, "first": "1", "clauses": ["2.1"]})
BACK = with_new("moves", id="round", from_=["stage-2"], to="stage-1", kind="back", clauses=["2.1"])
UNTIMED = (having("stages", "stage-1", time=OPEN), having("stages", "stage-2", time=OPEN))


@cases(
    ("a climb without a top or a time", (CLIMB, without("stages", "stage-2", "time")), "stage stage-2", "high"),
    ("a climb with a time of ours", (CLIMB, timed("stage-2", unstated=["within"])), "stage stage-2", "high"),
    ("a way back between stages without a time", (*UNTIMED, BACK), "move round", "medium"),
)
def test_a_round_without_an_end_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-19", element).severity == severity


@quiet(
    ("a climb with a time", (CLIMB,)),
    ("a climb under a limit over several stages", (CLIMB, without("stages", "stage-2", "time"), with_top(caps=[CAP]))),
    ("a way back between stages with a time", (BACK,)),
    ("the other agency's own lines", (
        without("stages", "stage-2", "time", "line"),
        having("stages", "stage-2", lines={"through": ["1", "2"], "clauses": ["2.1"]}),
    )),
    ("a way back that only we allow", (
        *UNTIMED, with_top(assumptions=[{"id": "A-1", "says": "It may go back.", "because": "It must go somewhere."}]),
        with_new("moves", id="round", from_=["stage-2"], to="stage-1", kind="back", assumption="A-1"),
    )),
)  # fmt: skip
def test_a_climb_with_an_end_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-19")
