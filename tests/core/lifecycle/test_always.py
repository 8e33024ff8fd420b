"""What holds whatever people do, in any order: found by trying many orders."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.cast import (
    CARE,
    CHAIR,
    CLOCK,
    CONSTABLE,
    DUTIES,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    RULES,
    SERGEANT,
    STRANGER,
    Case,
    a_raise,
    yes,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation, evolve
from wayforward.core.lifecycle import decide, effective_deadline, may, moves, overdue
from wayforward.core.verdict import Refused

PEOPLE = st.sampled_from((NURSE, NURSE_LEAD, CONSTABLE, SERGEANT, CHAIR, OFFICE, STRANGER))
STAGES = st.sampled_from(("talk", "leads", "mediation", "panel", "nowhere"))
LINES = st.sampled_from((None, None, "1", "2", "3", "9"))
REASONS = st.sampled_from(("", "The child is not safe."))
ANSWERS = st.sampled_from(({}, {"tried": "We rang."}, {"agreed-actions": "A visit."}))
AGENCIES = st.sampled_from((HEALTH, POLICE, CARE, "schools"))
KEYS = st.sampled_from([f"{duty.id}#{n}" for duty in DUTIES for n in (1, 2)] + [f"file-record@{POLICE}#1", "gone#1"])
DATES = st.integers(-3, 30).map(lambda days: MONDAY + timedelta(days=days, hours=5))
POSITIONS = st.dictionaries(AGENCIES, st.booleans(), max_size=4)
FACTS = st.sampled_from((yes(plan="child-protection"), yes(significant="yes"), yes(urgent="no"), yes(colour="red")))
FLAGS = st.booleans()
NAMES = st.sampled_from(("somebody", "nurse", "constable"))
POSTS = ("", "lead", "chair")


def built(kind: type[ask.Command], **parts: st.SearchStrategy[object]) -> st.SearchStrategy[ask.Command]:
    return st.builds(kind, by=PEOPLE, **parts)


COMMANDS = st.one_of(
    built(ask.RecordDiscussion, summary=REASONS),
    built(ask.RecordAttempt, whom=REASONS),
    built(ask.Respond, outcome=st.sampled_from(("upheld", "changed", "no")), reasons=REASONS),
    built(ask.RecordFacts, facts=FACTS, answers=ANSWERS),
    built(ask.RecordEvent, event=st.sampled_from(("conference-held", "nothing"))),
    built(ask.Escalate, to=STAGES, line=LINES, reason=REASONS, answers=ANSWERS, override=FLAGS),
    built(ask.Escalate, to=STAGES, reason=REASONS, override=FLAGS),
    built(ask.Discharge, duty=KEYS, note=REASONS, attempted=FLAGS),
    built(ask.Acknowledge, duty=st.one_of(st.none(), KEYS)),
    built(
        ask.SetDeadline, due_at=DATES, reason=REASONS, what=st.one_of(st.sampled_from(("protective", "target")), KEYS)
    ),
    built(ask.Extend, duty=KEYS, until_at=DATES, reason=REASONS, judged_safe_by=REASONS, agreed=FLAGS),
    built(ask.Propose, outcome=REASONS, answers=ANSWERS, override=FLAGS, reason=REASONS),
    built(ask.Answer, agree=FLAGS),
    built(ask.ConvenePanel, members=st.dictionaries(AGENCIES, REASONS), exception=REASONS),
    built(ask.Decide, decision=REASONS, positions=POSITIONS),
    built(ask.Close, ending=st.sampled_from(("withdrawn", "referred-on", "resolved", "gone")), reason=REASONS),
    built(ask.Reopen, reason=REASONS),
    built(ask.Join, agency=AGENCIES, side=st.sampled_from(("raising", "responding", "supporting", "watching"))),
    built(ask.Join, agency=AGENCIES, side=st.just("supporting"), person=NAMES, in_place_of=st.sampled_from(POSTS)),
    built(ask.ComeIn, agency=AGENCIES, invited_by=NAMES),
    built(ask.DeclareConflict, person=st.sampled_from(("constable", "sergeant", "nobody")), reason=REASONS),
    built(ask.StatePosition, agreed=REASONS, risk=REASONS),
    built(ask.RecordUrgentAction, action=REASONS, by_whom=REASONS, taken_at=DATES),
    built(ask.OfferTime, talk_at=DATES, family_present=FLAGS),
    built(ask.AnswerOffer, accept=FLAGS),
    built(ask.AskForTime, duty=KEYS, until_at=DATES, reason=REASONS),
    built(ask.GiveTime, agree=FLAGS, judged_safe_by=REASONS),
    built(ask.ReferOn, authority=REASONS, reason=REASONS),
    built(ask.Chase, duty=st.one_of(st.none(), KEYS), agency=AGENCIES, words=REASONS),
    st.just(ask.Tick(by=CLOCK)),
    st.just(a_raise()),
)
RAISES = st.builds(
    a_raise,
    responding=st.sampled_from(((POLICE,), (POLICE, CARE))),
    facts=st.sampled_from(({}, yes(urgent="yes"), yes(significant="yes"))),
    concern_raised_at=st.sampled_from((None, MONDAY - timedelta(days=4))),
)
STEPS = st.lists(st.tuples(COMMANDS, st.integers(0, 60 * 30), FLAGS), max_size=25)
many = settings(max_examples=60, deadline=None)


def lived(first: ask.Command, steps: list[tuple[ask.Command, int, bool]]) -> Case:
    """An escalation after a raise and these commands, taken or refused, minutes apart."""
    case = Case()
    case.do(first)
    for command, minutes, earlier in steps:
        when = case.at + timedelta(minutes=minutes)
        said = replace(command, occurred_at=when - timedelta(hours=2)) if earlier else command
        case.ask(said, when)
    return case


@many
@given(RAISES, STEPS)
def test_what_was_recorded_adds_up_to_the_escalation_as_it_stands(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    case = lived(first, steps)
    state = Escalation()
    for event, recorded_at, occurred_at in case.recorded:
        state = evolve(state, event, recorded_at, occurred_at)
    assert state == case.state
    assert state.seq == len(case.events)


@many
@given(RAISES, STEPS)
def test_while_it_is_open_no_one_can_stop_the_agency_that_raised_it_from_going_anywhere(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    case = lived(first, steps)
    for stage in RULES.stages:
        if case.state.open and stage != case.state.stage:
            onward = ask.Escalate(by=NURSE, to=stage, reason="The child is not safe.", override=True)
            assert may(RULES, case.state, onward, case.at).allowed
    if case.state.open:
        for option in moves(RULES, case.state, NURSE, case.at):
            assert option.verdict.allowed or option.verdict.overridable
        assert may(RULES, case.state, ask.Close(by=NURSE, ending="withdrawn", reason="r"), case.at).allowed


CHALLENGED = st.sampled_from((CONSTABLE, SERGEANT))
AGAINST = st.one_of(
    st.builds(ask.Propose, by=CHALLENGED, outcome=REASONS, answers=ANSWERS, override=FLAGS, reason=REASONS),
    st.builds(ask.Answer, by=CHALLENGED, agree=FLAGS),
    st.builds(ask.Decide, by=CHALLENGED, decision=REASONS, positions=POSITIONS),
    st.builds(ask.ConvenePanel, by=CHALLENGED, members=st.dictionaries(AGENCIES, REASONS), exception=REASONS),
    st.builds(ask.Join, by=CHALLENGED, agency=AGENCIES, side=st.sampled_from(("raising", "responding", "supporting"))),
    st.builds(ask.Close, by=CHALLENGED, ending=st.sampled_from(tuple(RULES.endings)), reason=REASONS, override=FLAGS),
    st.builds(ask.Escalate, by=CHALLENGED, to=STAGES, line=LINES, reason=REASONS, override=FLAGS),
    st.builds(ask.Discharge, by=CHALLENGED, duty=KEYS, note=REASONS),
    st.builds(ask.DeclareConflict, by=CHALLENGED, person=NAMES, reason=REASONS),
    st.builds(ask.OfferTime, by=CHALLENGED, talk_at=DATES),
    st.builds(ask.AskForTime, by=CHALLENGED, duty=KEYS, until_at=DATES, reason=REASONS),
    st.builds(ask.GiveTime, by=CHALLENGED, agree=FLAGS, judged_safe_by=REASONS),
    st.builds(ask.ReferOn, by=CHALLENGED, authority=REASONS, reason=REASONS),
    st.builds(ask.Chase, by=CHALLENGED, duty=KEYS),
    st.just(ask.Tick(by=CLOCK)),
)


@many
@given(RAISES, st.lists(st.tuples(AGAINST, st.integers(0, 60 * 60), st.just(False)), max_size=30))
def test_nothing_the_challenged_agency_does_alone_ends_it(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    assert lived(first, steps).state.open


@many
@given(RAISES, st.lists(st.tuples(AGAINST, st.integers(0, 60 * 60), st.just(False)), max_size=30))
def test_the_challenged_agency_alone_puts_back_no_limit_and_shuts_nobody_else_out(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    case = lived(first, steps)
    later = [e for e in case.events if isinstance(e, ev.DutyTimed) and e.how == "extended"]
    assert not later
    assert case.state.conflicted.keys() <= {CONSTABLE.person, SERGEANT.person}


@many
@given(RAISES, STEPS)
def test_nobody_in_conflict_does_anything_from_then_on(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    case = lived(first, steps)
    for person in (NURSE, CONSTABLE, SERGEANT):
        if person.person in case.state.conflicted:
            assert not may(RULES, case.state, ask.RecordFacts(by=person, facts=yes(urgent="yes")), case.at).allowed


@many
@given(RAISES, STEPS)
def test_it_is_resolved_only_with_the_word_of_the_agency_that_raised_it(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    case = lived(first, steps)
    spoken = {e.agency for e in case.events if isinstance(e, ev.ResolutionProposed | ev.ResolutionAnswered)}
    closed = [e for e in case.events if isinstance(e, ev.Closed) and e.ending == "resolved"]
    assert not closed or HEALTH in spoken


@many
@given(RAISES, STEPS, DATES)
def test_being_late_is_the_same_whether_or_not_the_clock_has_run(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]], when: datetime
) -> None:
    case = lived(first, steps)
    moment = max(when, case.at)
    late = {owed.key for owed in case.state.owed() if overdue(case.state, owed, moment)}
    events = decide(RULES, case.state, ask.Tick(by=CLOCK), moment)
    assert not isinstance(events, Refused)
    recorded = {event.key for event in events if isinstance(event, ev.DeadlinePassed)}
    already = {owed.key for owed in case.state.owed() if owed.passed_at is not None}
    ended = {event.key for event in events if isinstance(event, ev.DutyDischarged | ev.DutyLapsed)}
    assert recorded <= late - already
    assert (late - already) - recorded <= ended  # by a move that the policy itself made on an earlier deadline
    assert case.state.open or not any(isinstance(event, ev.StageEntered) for event in events)


@many
@given(RAISES, STEPS)
def test_no_deadline_is_later_than_the_policys_own_and_a_protective_one_only_brings_it_forward(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    case = lived(first, [step for step in steps if not isinstance(step[0], ask.Extend)])
    arose = {e.key: e.due_at for e in case.events if isinstance(e, ev.DutyArose)}
    started = {e.key: e.due_at for e in case.events if isinstance(e, ev.DutyTimed)}
    for owed in case.state.duties.values():
        assert owed.due_at == (started.get(owed.key) or arose[owed.key])
        due_at = effective_deadline(case.state, owed)
        assert owed.due_at is None or (due_at is not None and due_at <= owed.due_at)


@many
@given(RAISES, STEPS)
def test_a_duty_is_open_done_or_lapsed_and_each_is_met_once(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    case = lived(first, steps)
    ended = [e.key for e in case.events if isinstance(e, ev.DutyDischarged | ev.DutyLapsed)]
    assert len(ended) == len(set(ended))
    for owed in case.state.duties.values():
        assert owed.done_at is None or owed.lapsed_at is None
        assert owed.open is (owed.key not in ended)


@many
@given(RAISES, STEPS)
def test_every_notice_has_a_name_of_its_own_and_names_no_subject(
    first: ask.Command, steps: list[tuple[ask.Command, int, bool]]
) -> None:
    notices = [e for e in lived(first, steps).events if isinstance(e, ev.NoticeOwed)]
    assert len({notice.key for notice in notices}) == len(notices)
    assert not any("We rang." in repr(notice) or "not safe" in repr(notice) for notice in notices)
