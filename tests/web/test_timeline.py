"""The history in sentences: everything that happens is told, in words that a busy person understands at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cast import MONDAY, RAISING, RESPONDING
from wayforward.core import events as ev
from wayforward.core.notices import COLLEAGUE, DOOR, OWN_OFFICE
from wayforward.core.rulebook import rulebook
from wayforward.escalations.history import Recorded
from wayforward.policies import shelf
from wayforward.web import words
from wayforward.web.timeline import timeline

POLICY = shelf.load("havering")
RULES = rulebook(POLICY, shelf.calendar(POLICY.nation))
DUTY = next(duty for duty in POLICY.duties if not duty.system)
KEY = f"{DUTY.id}#1"
NAMES = {RAISING: "Northfield Health", RESPONDING: "Family Services", "ann": "Ann Adeyemi", "sam": "Sam Byrne"}
WHEN = "Monday 16 November 2026 at 10am"


def told(event: ev.Event, whole: bool = False) -> dict[str, Any]:
    item = Recorded(seq=1, kind="", event=event, recorded_at=MONDAY, occurred_at=None, by="ann", agency=RAISING)
    (entry,) = timeline([item], RULES, NAMES, whole)
    return entry


@pytest.mark.parametrize(
    ("event", "title", "lines", "said"),
    [
        (
            ev.PositionStated(agency=RESPONDING, side="responding", disputed="The risk.", evidence="Two visits."),
            "Position: Family Services",
            ["Disputed: The risk.", "Evidence: Two visits."],
            None,
        ),
        (
            ev.UrgentActionRecorded(
                taken_at=MONDAY, action="The child was taken to a place of safety.", by_whom="PC 1"
            ),
            "Urgent action to protect them",
            [f"Done by PC 1, {WHEN}."],
            "The child was taken to a place of safety.",
        ),
        (
            ev.TimeOffered(agency=RAISING, talk_at=MONDAY, channel="telephone", family_present=True, note="Ring me."),
            "Northfield Health can talk",
            [f"{WHEN}, telephone.", "The family will be there."],
            "Ring me.",
        ),
        (
            ev.OfferAnswered(agency=RESPONDING, accept=True, note="Yes."),
            "Family Services accepts the time to talk",
            [],
            "Yes.",
        ),
        (ev.OfferAnswered(agency=RESPONDING, accept=False), "Family Services cannot make that time to talk", [], ""),
        (
            ev.MoreTimeAsked(key=KEY, until_at=MONDAY, agency=RESPONDING, reason="Two of us are ill."),
            "Family Services asks for more time",
            [DUTY.says, f"Until {WHEN}. Nothing has moved by asking."],
            "Two of us are ill.",
        ),
        (
            ev.MoreTimeAnswered(key=KEY, agree=True, agency=RAISING, judged_safe_by="The lead"),
            "Northfield Health agrees to more time",
            [DUTY.says, "Judged safe by The lead."],
            "",
        ),
        (
            ev.MoreTimeAnswered(key=KEY, agree=False, agency=RAISING, note="It cannot wait."),
            "Northfield Health does not agree to more time",
            [DUTY.says],
            "It cannot wait.",
        ),
        (
            ev.ConflictDeclared(person="sam", reason="My cousin."),
            "Conflict of interest: Sam Byrne",
            ["They no longer see this escalation, and nothing about it goes to them."],
            "My cousin.",
        ),
        (
            ev.ReferredOn(authority="Redbridge", reason="They live there.", to_whom="The chair"),
            "Referred to Redbridge",
            ["To: The chair"],
            "They live there.",
        ),
        (
            ev.Chased(key=KEY, agency="", chased_by=RAISING, words="Please ring."),
            f"Chased: {DUTY.says}",
            [],
            "Please ring.",
        ),
        (ev.Chased(key=None, agency=RESPONDING, chased_by=RAISING), "Chased: Family Services", [], ""),
        (
            ev.Joined(agency=RESPONDING, side="responding", person="sam", invited_by="ann"),
            "Joined: Sam Byrne, Family Services",
            ["With a one-time code from Ann Adeyemi."],
            "",
        ),
        (
            ev.LineEntered(stage=POLICY.stages[0].id, line="2", whom="Her deputy"),
            "Line 2",
            ["Tried: Her deputy"],
            "",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, ev.Event) else "",
)
def test_what_goes_on_beside_the_stages_is_told(
    event: ev.Event, title: str, lines: list[str], said: str | None
) -> None:
    entry = told(event)
    assert (entry["title"], entry["lines"], entry.get("words")) == (title, lines, said)


def test_what_was_answered_on_a_form_is_told_under_the_forms_own_label() -> None:
    question = next(field for form in RULES.forms.values() for field in form.fields)
    entry = told(ev.FactsRecorded(facts={}, answers={question.id: "My named nurse, this morning"}))
    assert (entry["title"], entry["lines"]) == ("Answered", [f"{question.label}: My named nurse, this morning"])


def test_somebody_who_acts_in_another_place_is_told_with_the_post() -> None:
    post = next(p.id for p in POLICY.posts)
    entry = told(ev.Joined(agency=RAISING, side="raising", person="sam", in_place_of=post))
    assert entry["lines"] == [f"In place of {words.who(post, RULES.posts)}."]


def test_what_the_office_typed_in_names_the_worker_who_raised_it_and_where_it_came_from() -> None:
    raised = ev.Raised(
        ref="WF-1", policy="p", digest="d", raiser="sam", raising=RAISING, responding=(RESPONDING,),
        subject_kinds=(), facts={}, concern_raised_at=None, received_from="Redbridge",
    )  # fmt: skip
    assert told(raised)["lines"] == [
        "Northfield Health with Family Services.", "For Sam Byrne, who raised it.", "Received from Redbridge.",
    ]  # fmt: skip


@pytest.mark.parametrize("to", [DOOR, COLLEAGUE, OWN_OFFICE])
def test_whoever_is_told_beside_the_duties_is_called_by_words_that_people_use(to: str) -> None:
    notice = ev.NoticeOwed(key="k", to=to, agency=RAISING, about="joined", kind="joined")
    assert told(notice, whole=True)["title"] == f"To be told: {words.SPECIAL[to]}"


def lines_of(*events: ev.Event) -> list[tuple[str, list[str]]]:
    items = [
        Recorded(seq=seq, kind="", event=event, recorded_at=MONDAY, occurred_at=None, by="ann", agency=RAISING)
        for seq, event in enumerate(events, start=1)
    ]
    return [(entry["title"], entry["lines"]) for entry in timeline(items, RULES, NAMES)]


def test_what_each_agency_owes_names_the_agency_from_first_to_last() -> None:
    duty = next(duty for duty in POLICY.duties if duty.each)
    for agency, name in ((RAISING, "Northfield Health"), (RESPONDING, "Family Services")):
        key = f"{duty.id}@{agency}#1"
        arose = ev.DutyArose(
            key=key, duty=duty.id, who=("each agency",), to=(), due_at=None, target_at=None, force="none", because=(),
            agency=agency,
        )  # fmt: skip
        assert f"By {name}." in told(arose, whole=True)["lines"]
        assert told(replace(arose, who=("raiser",)), whole=True)["lines"][0].endswith(f", for {name}.")
        for event in (
            ev.DutyTimed(key=key, due_at=None, target_at=None, how="extended", because=()),
            ev.DutyDischarged(key=key, duty=duty.id, note="Filed."),
            ev.DutyLapsed(key=key, duty=duty.id, because="closed"),
            ev.DeadlinePassed(key=key, duty=duty.id, due_at=MONDAY),
        ):
            assert told(event, whole=True)["lines"][0] == f"For {name}."


def test_a_duty_that_is_owed_once_is_not_said_to_be_for_one_agency() -> None:
    assert told(ev.DutyDischarged(key=KEY, duty=DUTY.id, note="Done."))["lines"] == []


def test_everybody_who_is_told_of_one_act_is_told_in_one_line_and_named_once() -> None:
    def notice(to: str, agency: str = RAISING, blocked: str | None = None) -> ev.NoticeOwed:
        return ev.NoticeOwed(key=f"{to}@{agency}", to=to, agency=agency, about=KEY, kind="duty", blocked=blocked)

    done = ev.DutyDischarged(key=KEY, duty=DUTY.id)
    post = next(p.id for p in POLICY.posts if p.of == "raising")
    theirs = words.who(f"responding {post}", RULES.posts, {"responding": "Family Services"})
    found = lines_of(
        notice("raiser"), notice(f"responding {post}", RESPONDING, "No email."), notice("raiser"), done, notice(DOOR)
    )
    assert found == [
        (f"To be told: {words.SPECIAL['raiser']} and {theirs}", [f"Cannot be sent to {theirs}: No email."]),
        (f"Done: {DUTY.says}", []),
        (f"To be told: {words.SPECIAL[DOOR]}", []),
    ]
    assert "Family Services" in theirs
    assert lines_of(notice("raiser", blocked="No email."))[0][1] == ["Cannot be sent: No email."]
