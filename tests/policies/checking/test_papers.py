"""Reports that cannot be made, learning that nobody draws, a document without dates, papers that are only named."""

from datetime import date

from tests.policies.checking.mutants import (
    SOUND,
    Edit,
    cases,
    fires,
    found,
    having,
    in_document,
    mutated,
    quiet,
    silent,
    with_new,
    with_top,
    without,
)
from wayforward.policies import shelf

ASSUMED = with_top(assumptions=[{"id": "A-1", "says": "We do it.", "because": "The text does not."}])


@cases(
    ("nobody makes it", (without("reports", "yearly", "by"),), "report yearly", "medium"),
    ("no rhythm", (without("reports", "yearly", "every"),), "report yearly", "medium"),
    ("no readers", (without("reports", "yearly", "to"),), "report yearly", "low"),
    ("nothing in it", (without("reports", "yearly", "says"),), "report yearly", "low"),
    ("a maker whom only we name", (having("reports", "yearly", unstated=["by"]),), "report yearly", "medium"),
)
def test_a_report_that_lacks_something_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-21", element).severity == severity


LATE = having("duties", "tell-the-office", when=["stage-3 begins"])
ONLY_LATE = (LATE, without("forms", "record", "to"), without("duties", "learn"))


@cases(
    ("told at the last stage only", ONLY_LATE, "report yearly", "high"),
    ("told of nothing", (without("duties", "tell-the-office"), *ONLY_LATE[1:]), "report yearly", "high"),
    (
        "a form that comes late",
        (*ONLY_LATE, having("forms", "record", when=["stage-3 begins"], to=["the-office"])),
        "report tracker",
        "high",
    ),
)
def test_a_count_of_cases_that_its_maker_never_hears_of_is_found(
    edits: tuple[Edit, ...], element: str, severity: str
) -> None:
    finding = fires(mutated(SOUND, *edits), "CHK-21", element)
    assert finding.severity == severity
    assert "Stage 1" in finding.what


@quiet(
    ("told of every case", (without("duties", "learn"), without("forms", "record", "to"))),
    ("told at every formal stage", (*ONLY_LATE, having("duties", "tell-the-office", when=["a formal stage begins"]))),
    (
        "told by a form when it is raised",
        (without("duties", "tell-the-office"), having("forms", "record", when=["raised"])),
    ),
    ("told of a case when it closes", (*ONLY_LATE, having("duties", "tell-the-office", when=["closed"]))),
    (
        "a report of something else",
        (
            *ONLY_LATE,
            having("reports", "yearly", title="Review of the procedure", says="Whether it still fits."),
            having("reports", "tracker", title="Who is on the list", says="Names."),
        ),
    ),
    (
        "a report that only we ask for",
        (ASSUMED, without("reports", "yearly", "by", "clauses"), having("reports", "yearly", assumption="A-1")),
    ),
)
def test_a_report_that_can_be_made_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-21")


NO_REPORTS = (without("reports", "tracker"), without("reports", "yearly"))
NO_LEARNING = (without("duties", "learn"), having("reports", "yearly", title="Numbers", says="Counts."))


@cases(
    ("nothing at all", (*NO_REPORTS, without("duties", "learn")), "policy", "high"),
    ("no tracker", (without("reports", "tracker"), having("reports", "yearly", title="Themes")), "policy", "medium"),
    ("no learning", NO_LEARNING, "policy", "medium"),
    ("only a prompt of ours to learn", (*NO_REPORTS, having("duties", "learn", system=True)), "policy", "high"),
)
def test_a_policy_that_nothing_is_learnt_from_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-22", element).severity == severity


@quiet(
    ("a tracker, a report and learning", ()),
    ("a tracker by name", (having("reports", "tracker", every="month", title="Register of disagreements"),)),
    ("learning in a report and nowhere else", (without("duties", "learn"),)),
)
def test_a_policy_that_is_learnt_from_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-22")


@cases(
    ("no review date", (in_document(review_due=None),), "document", "medium"),
    ("no version", (in_document(version=None),), "document", "low"),
    (
        "nothing but an owner",
        (in_document(version=None, author=None, approvals=None, issued=None, review_due=None),),
        "document",
        "medium",
    ),
    ("a review date that only we set", (in_document(unstated=["review-due"]),), "document", "medium"),
    ("an overdue review", (in_document(review_due="2026-11-21"),), "document", "medium"),
    ("a draft", (in_document(status="draft"),), "document", "medium"),
    (
        "two rhythms of review",
        (
            in_document(
                stated=[
                    {"clause": "0.1", "about": "how often it is reviewed", "says": "every year"},
                    {"clause": "5.1", "about": "how often it is reviewed", "says": "every three years"},
                ]
            ),
        ),
        "document",
        "medium",
    ),
)
def test_a_document_without_control_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-23", element).severity == severity


@quiet(
    ("a document with everything", ()),
    ("a review that is due today", (in_document(review_due="2026-11-22"),)),
    ("a day from which it holds in place of a day of issue", (in_document(issued=None, in_force_from="2026-04-01"),)),
    ("a status that nobody states", (in_document(status="not-stated"),)),
)
def test_a_document_under_control_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-23")


def test_a_review_is_overdue_from_the_day_after_and_says_by_how_much() -> None:
    policy = shelf.load("barnsley")  # due on 30 November 2022
    assert [one for one in found(policy, "CHK-23", on=date(2022, 11, 30)) if one.about == "review"] == []
    finding = next(one for one in found(policy, "CHK-23") if one.about == "review")
    assert finding.example == "On Sunday 22 November 2026 it is three years and 11 months overdue."


def referring(**keys: object) -> Edit:
    return with_new("references", id="paper", says="A paper.", clauses=["2.1"], **keys)


@cases(
    ("an edition", (referring(kind="guidance", edition="5"),), "reference paper", "medium"),
    ("paragraphs", (referring(kind="constitution", edition="section 7", included=True),), "reference paper", "medium"),
    ("a link", (referring(kind="website", link="https://fernhill.example/thresholds"),), "reference paper", "low"),
)
def test_a_reference_that_can_go_stale_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-28", element).severity == severity


@quiet(
    ("a law by its year", (referring(kind="law", edition="1989"),)),
    ("a paper by its name", (referring(kind="guidance"),)),
    ("no reference", ()),
)
def test_a_reference_that_keeps_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-28")


@cases(
    ("a procedure", (referring(kind="procedure"),), "reference paper", "low"),
    ("another policy", (referring(kind="policy"),), "reference paper", "low"),
    (
        "a form that a duty needs",
        (with_new("references", id="paper", says="The form.", kind="form", clauses=["4.4"]),),
        "reference paper",
        "medium",
    ),
    ("a form that nothing needs", (referring(kind="form"),), "reference paper", "low"),
    (
        "a procedure that somebody is sent to",
        (
            with_new(
                "posts", id="complaints", is_="procedure", title="complaints procedure", of="health", clauses=["2.1"]
            ),
        ),
        "post complaints",
        "low",
    ),
)
def test_a_paper_that_is_only_named_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-36", element).severity == severity


@quiet(
    ("a paper that is included", (referring(kind="procedure", included=True),)),
    ("guidance", (referring(kind="guidance"),)),
    (
        "a policy to be read with this one",
        (with_new("references", id="paper", says="The regional policy.", kind="policy", clauses=["0.1"]),),
    ),
)
def test_a_paper_that_is_there_or_not_needed_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-36")


def test_a_procedure_that_is_a_post_and_a_reference_is_one_finding() -> None:
    assert len(found(shelf.load("barnet-children"), "CHK-36")) == 1
