"""Whatever people do, under whichever shipped policy: the history is whole, and the summary says what it adds up to."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cast import found
from tests.escalations.wandering import Wandering, wander
from tests.escalations.worlds import undone
from tools.verify_history import Stored, problems
from wayforward.core import codec
from wayforward.core import events as ev
from wayforward.core.escalation import Owed
from wayforward.core.policy.duties import DutyKind
from wayforward.escalations import export, history, read
from wayforward.escalations.models import Duty, Entry, Escalation, Grant
from wayforward.escalations.rebuild import mended, rebuild
from wayforward.escalations.rulebooks import secrets_of
from wayforward.notices.models import Notice
from wayforward.policies import shelf

STEPS = 40
# A smaller seed is no simpler a history, so there is nothing to be gained by shrinking.
FEW = settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("policy", shelf.names())
@FEW
@given(seed=st.integers(0, 2**32))
def test_any_history_is_whole_and_its_summary_follows_from_it(
    db: None, sealing_key: Path, policy: str, seed: int
) -> None:
    with undone():
        been = wander(found(policy), seed, STEPS)
        row = Escalation.objects.get(pk=been.row.pk)
        recorded = read.entries(row)
        assert been.taken > 0
        assert history.fold(recorded) == been.state
        assert [item.seq for item in recorded] == list(range(1, row.seq + 1))
        assert_chained(row)
        assert_summary(row, been)
        assert mended(row) == ()
        assert_told(row, recorded)
        assert_kept_out(row, been)
        assert_every_entry_comes_back(row, been, recorded)


def assert_chained(row: Escalation) -> None:
    lines = [json.loads(line) for line in export.lines(row.ref)]
    raw = [{**line, "plain": bytes.fromhex(line["plain"]), "sealed": bytes.fromhex(line["sealed"])} for line in lines]
    head = {str(row.pk): {"seq": row.seq, "digest": row.head}}
    assert list(problems((Stored(**line) for line in raw), head)) == []


def assert_summary(row: Escalation, been: Wandering) -> None:
    state = been.state
    assert (row.state, row.stage, row.line, row.formal) == (state.state, state.stage, state.line or "", state.formal)
    assert (row.seq, row.last_at, row.due_at) == (state.seq, state.last_at, soonest(been))
    stored = {duty.key: duty for duty in Duty.objects.filter(escalation=row)}
    assert stored.keys() == state.duties.keys()
    for key, owed in state.duties.items():
        duty = stored[key]
        assert (duty.due_at, duty.target_at, duty.done_at, duty.lapsed_at, duty.passed_at, tuple(duty.because)) == (
            owed.due_at, owed.target_at, owed.done_at, owed.lapsed_at, owed.passed_at, owed.because,
        )  # fmt: skip
    sides = {(party.agency, party.side) for party in state.parties}
    assert set(row.parties.values_list("agency__key", "side")) == sides


def soonest(been: Wandering) -> datetime | None:
    """When somebody will next be late, said another way: over what is owed, and a date that protects somebody."""
    state = been.state
    if state.state != "open":
        return None
    owed = [d for d in state.duties.values() if d.done_at is None and d.lapsed_at is None]
    owed = [d for d in owed if not been.cast.rules.duties[d.duty].system]
    dates = [d.due_at for d in owed if d.due_at]
    if (protective := state.protective_at) and (
        any(limits(d) and d.arose_at < protective for d in owed)
        or (
            not any(d.kind == DutyKind.RESOLVE and d.stage == state.stage for d in owed)
            and protective > state.visits[-1].at
        )
    ):
        dates.append(protective)
    return min(dates, default=None)


def limits(owed: Owed) -> bool:
    return owed.kind in (DutyKind.RESOLVE, DutyKind.CAP)


def assert_told(row: Escalation, recorded: tuple[history.Recorded, ...]) -> None:
    owed = {item.seq: item.event for item in recorded if isinstance(item.event, ev.NoticeOwed)}
    rows = list(Notice.objects.filter(escalation_id=row.pk))
    assert {notice.entry_seq for notice in rows} == set(owed)
    let_in = set(Grant.objects.filter(escalation=row).values_list("person_id", "post_id"))
    for notice in rows:
        event = owed[notice.entry_seq]
        assert (notice.to, notice.about, notice.kind) == (event.to, event.about, event.kind)
        if notice.post_id or notice.person_id:
            assert {(notice.person_id, None), (None, notice.post_id)} & let_in, f"{notice.key} is told and not let in"
        else:
            assert notice.blocked


def assert_kept_out(row: Escalation, been: Wandering) -> None:
    """Whoever has a conflict of interest sees nothing, in the list or by the rule, and is told nothing by name."""
    declared = {str(person): at for person, at in row.conflicts.values_list("person_id", "declared_at")}
    assert declared == been.state.conflicted
    for who in been.cast.everybody:
        shown = row in read.visible(read.viewer(who, been.at), Escalation.objects.filter(pk=row.pk))
        assert shown == read.may(who, row, been.at).allowed
        assert not (shown and str(who.pk) in declared)
    for notice in Notice.objects.filter(escalation_id=row.pk, person__in=declared):
        assert notice.owed_at <= declared[str(notice.person_id)], f"{notice.key} goes to somebody in conflict"


def assert_every_entry_comes_back(row: Escalation, been: Wandering, recorded: tuple[history.Recorded, ...]) -> None:
    secrets = secrets_of(been.cast.policy)
    for item, entry in zip(recorded, Entry.objects.filter(escalation=row).order_by("seq"), strict=True):
        kind, plain, sealed = codec.dismantle(item.event, secrets)
        assert codec.assemble(kind, plain, sealed) == item.event
        assert kind == entry.kind
        assert item.recorded_at == entry.recorded_at


def test_a_summary_that_somebody_changed_by_hand_is_mended_and_the_part_is_named(db: None, sealing_key: Path) -> None:
    been = wander(found("havering"), 7, 15)
    row = Escalation.objects.get(pk=been.row.pk)
    assert rebuild(row)
    Escalation.objects.filter(pk=row.pk).update(stage="nowhere", head="0" * 64)
    Duty.objects.filter(escalation=row).update(due_at=None)
    with transaction.atomic():
        row.parties.all().delete()
        assert mended(row) == ("escalation", "duties", "parties")
    assert rebuild(row)
