"""The auditor finds everything that should have happened and did not, and accuses nobody else."""

from __future__ import annotations

import ast
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, Cast
from tests.jobs import planting, town
from tests.jobs.town import NOON
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.directory.models import Agency, Holder, Post
from wayforward.escalations import record
from wayforward.escalations.models import Duty, Escalation
from wayforward.jobs import auditing
from wayforward.jobs.auditing import MEANS, What
from wayforward.jobs.models import Trouble
from wayforward.notices.models import Notice

CLEAN = int(os.environ.get("WAYFORWARD_AUDITED", "600"))  # 10000 on demand
PLANTED = int(os.environ.get("WAYFORWARD_PLANTED", "240"))  # 1200 on demand, shared among the kinds
pytestmark = pytest.mark.django_db


def found(at: datetime = NOON) -> dict[What, set[str]]:
    rows: dict[What, set[str]] = {}
    for fault in auditing.audit(at):
        rows.setdefault(fault.what, set()).add(fault.row)
    return rows


def test_everything_that_is_wrong_in_a_town_is_found_and_nothing_else(sealing_key: Path) -> None:
    whole = town.built(CLEAN)
    assert found() == {}
    for what in What:
        planting.plant(whole, what, PLANTED // len(What))
    assert found() == whole.planted
    assert {what: len(rows) for what, rows in whole.planted.items()} == dict.fromkeys(What, PLANTED // len(What))


def test_what_it_costs_does_not_grow_with_the_number_of_escalations(sealing_key: Path) -> None:
    whole = town.built(len(town.PATTERNS))
    with CaptureQueriesContext(connection) as few:
        auditing.audit(NOON)
    for pattern in whole.patterns:
        whole.copies(pattern, 20)
    with CaptureQueriesContext(connection) as many:
        auditing.audit(NOON)
    assert len(many) == len(few) < 30


def test_an_earlier_date_that_a_person_set_is_missed_too(cast: Cast) -> None:
    """It stands in the history alone: the duty's own date has not come."""
    row = _quiet(cast.raised(MONDAY))
    cast.does(row, cast.raises, MONDAY, cmd.SetDeadline, due_at=MONDAY + timedelta(hours=2), reason="It is urgent.")
    _quiet(row)
    before, after = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2, minutes=3)
    assert What.NOT_FIRED not in found(before)
    accused = found(after)[What.NOT_FIRED]
    came = record.submit(row.pk, cmd.Tick(by=record.CLOCK), after)
    assert isinstance(came, record.Accepted)
    passed = [item.event.key for item in came.added if isinstance(item.event, ev.DeadlinePassed)]
    owed = Duty.objects.filter(escalation=row, key__in=passed)
    assert accused == {f"duty {duty.pk}" for duty in owed} != set()
    assert What.NOT_FIRED not in found(after)


def test_a_date_that_was_moved_on_again_is_no_longer_missed(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    for hours in (2, 1):
        when = MONDAY + timedelta(hours=hours)
        cast.does(row, cast.raises, MONDAY, cmd.SetDeadline, due_at=when, reason="It is urgent.")
    later = MONDAY + timedelta(hours=3)
    loosened = cast.asks(row, cast.raises, MONDAY, cmd.SetDeadline, due_at=later, reason="It is seen to.")
    assert isinstance(loosened, record.Accepted), loosened
    assert What.NOT_FIRED not in found(MONDAY + timedelta(hours=2, minutes=30))


def test_a_deadline_that_was_moved_on_and_passed_a_second_time_is_missed_again(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    limit = Duty.objects.get(escalation=row, duty="stage-1-limit")
    assert limit.due_at is not None
    town.came_round(row, limit.due_at + timedelta(hours=1))
    later = limit.due_at + timedelta(days=3)
    Duty.objects.filter(pk=limit.pk).update(due_at=later)
    assert f"duty {limit.pk}" not in found(later).get(What.NOT_FIRED, set())
    assert f"duty {limit.pk}" in found(later + timedelta(minutes=3))[What.NOT_FIRED]


def test_a_limit_that_was_recorded_late_by_an_earlier_date_is_not_late_again_by_its_own(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    cast.does(row, cast.raises, MONDAY, cmd.SetDeadline, due_at=MONDAY + timedelta(hours=2), reason="It is urgent.")
    limit = Duty.objects.get(escalation=row, duty="stage-1-limit")
    assert limit.due_at is not None
    after = limit.due_at + timedelta(hours=1)
    town.came_round(row, after)
    assert f"duty {limit.pk}" not in found(after).get(What.NOT_FIRED, set())


def test_an_earlier_date_that_passed_before_a_stage_began_does_not_make_its_limit_late(neighbours: Cast) -> None:
    row = neighbours.raised(MONDAY)
    early, later = MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=5)
    neighbours.does(row, neighbours.raises, MONDAY, cmd.SetDeadline, due_at=early, reason="It is urgent.")
    town.came_round(row, later)
    neighbours.does(row, neighbours.raises, later, cmd.Escalate, to="stage-2", reason="It cannot wait.", override=True)
    limit = Duty.objects.get(escalation=row, duty="stage-2-limit")
    assert limit.due_at is not None
    assert limit.due_at > later
    assert What.NOT_FIRED not in found(later)


def test_a_reminder_of_ours_that_waits_for_the_morning_is_not_missed(cast: Cast) -> None:
    notices = Notice.objects.filter(escalation_id=cast.raised(MONDAY).pk, blocked="")
    notices.update(ours=True, next_at=MONDAY + timedelta(days=3))
    assert What.UNSENT not in found(MONDAY + timedelta(days=3, minutes=14))
    assert What.UNSENT in found(MONDAY + timedelta(days=3, minutes=16))


@pytest.mark.parametrize("what", ["handed_over_at", "dropped_at", "acknowledged_at", "failed_at"])
def test_what_has_come_to_an_end_waits_no_longer(cast: Cast, what: str) -> None:
    notices = Notice.objects.filter(escalation_id=cast.raised(MONDAY).pk, blocked="")
    later = MONDAY + timedelta(hours=1)
    assert What.UNSENT in found(later)
    notices.update(**{what: MONDAY})
    assert What.UNSENT not in found(later)


def test_what_was_gathered_into_a_message_that_was_dropped_is_missed(cast: Cast) -> None:
    notices = Notice.objects.filter(escalation_id=cast.raised(MONDAY).pk, blocked="")
    gathers = Notice.objects.create(
        partnership=cast.partnership, person=cast.raises, kind="digest", key="digest", to="digest", about="digest",
        owed_at=MONDAY, next_at=MONDAY + timedelta(days=1), ours=True,
    )  # fmt: skip
    notices.update(digest=gathers, next_at=None)
    later = MONDAY + timedelta(hours=1)
    assert What.UNSENT not in found(later)
    Notice.objects.filter(pk=gathers.pk).update(dropped_at=later, next_at=None)
    assert found(later)[What.UNSENT] == {f"notice {notice.pk}" for notice in notices}


def test_a_message_to_an_empty_seat_that_nobody_looks_at_is_missed_and_one_of_no_address_is_not(cast: Cast) -> None:
    notices = Notice.objects.filter(escalation_id=cast.raised(MONDAY).pk)
    later = MONDAY + timedelta(hours=1)
    notices.update(blocked="Nobody is there.", next_at=None)
    assert What.UNSENT not in found(later)
    notices.update(next_at=MONDAY)
    assert found(later)[What.UNSENT] == {f"notice {notice.pk}" for notice in notices}


def test_a_post_that_a_deputy_or_somebody_on_shift_or_a_mailbox_answers_for_is_held(cast: Cast) -> None:
    Agency.objects.update(last_resort="01632 960003")
    _quiet(cast.raised(MONDAY))
    door = Post.objects.get(agency__key="family-services", agency__partnership=cast.partnership, receives=True)
    held = Holder.objects.filter(post=door)
    assert f"post {door.pk}" not in found(MONDAY).get(What.NOBODY, set())
    held.update(deputy=True)
    assert f"post {door.pk}" not in found(MONDAY).get(What.NOBODY, set())
    held.update(until_on=MONDAY.date() - timedelta(days=1))
    assert f"post {door.pk}" in found(MONDAY)[What.NOBODY]
    Post.objects.filter(pk=door.pk).update(email="door@example.org")
    assert f"post {door.pk}" not in found(MONDAY).get(What.NOBODY, set())


def test_a_post_whose_only_holder_has_a_conflict_of_interest_is_held_by_nobody(cast: Cast) -> None:
    row = _quiet(cast.raised(MONDAY))
    assert What.NOBODY not in found(MONDAY)
    row.conflicts.create(person=cast.other_lead, declared_at=MONDAY)
    assert any("conflict of interest" in fault.says for fault in auditing.audit(MONDAY))


def test_a_trouble_stands_until_it_is_mended_and_then_is_cleared(cast: Cast) -> None:
    row = _quiet(cast.raised(MONDAY))
    Escalation.objects.filter(pk=row.pk).update(next_at=MONDAY - timedelta(hours=1))
    for minutes in (0, 5):
        when = MONDAY + timedelta(minutes=minutes)
        auditing.keep(_only(What.OVERSLEPT, when), when)
    trouble = Trouble.objects.get(what=What.OVERSLEPT)
    assert (trouble.since_at, trouble.seen_at, trouble.attempts) == (MONDAY, MONDAY + timedelta(minutes=5), 2)
    assert trouble.row == f"escalation {row.ref}"
    Escalation.objects.filter(pk=row.pk).update(next_at=MONDAY + timedelta(days=1))
    mended = MONDAY + timedelta(minutes=10)
    auditing.keep(_only(What.OVERSLEPT, mended), mended)
    assert Trouble.objects.get(what=What.OVERSLEPT).cleared_at == mended


def test_the_clocks_own_troubles_are_left_to_the_clock(cast: Cast) -> None:
    Trouble.objects.create(what="could-not-tick", row="WF-AAAA-AAAA", says="x", since_at=MONDAY, seen_at=MONDAY)
    auditing.keep((), MONDAY)
    assert auditing.standing().count() == 1


def test_two_auditors_at_once_write_down_a_trouble_once(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    Escalation.objects.filter(pk=row.pk).update(next_at=MONDAY - timedelta(hours=1))
    faults = _only(What.OVERSLEPT, MONDAY)
    auditing.keep(faults, MONDAY)
    Trouble.objects.bulk_create(
        [Trouble(what=f.what, row=f.row, says=f.says, since_at=MONDAY, seen_at=MONDAY) for f in faults],
        ignore_conflicts=True,
    )
    assert auditing.standing().count() == 1


def test_what_a_fault_says_names_nobody(sealing_key: Path) -> None:
    whole = town.built(len(town.PATTERNS))
    for what in What:
        planting.plant(whole, what, 4)
    says = " ".join(f"{fault.row} {fault.says}" for fault in auditing.audit(NOON))
    for name in (*(person.name for person in whole.cast.everybody), "Child A", "looked again"):
        assert name not in says


def test_every_kind_of_fault_says_what_it_means_and_what_to_do() -> None:
    assert set(MEANS) == set(What)


def test_the_auditor_shares_no_path_with_the_clock() -> None:
    """What it finds must not depend on what it watches."""
    folder = Path(auditing.__file__).parent
    imported = {
        name
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in _named(node)
    }
    watched = ("waking", "sweeping", "delivering", "rebasing", "rounds", "record", "lifecycle", "addressing")
    assert not {name for name in imported if name.rpartition(".")[2] in watched}


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names] + [str(node.module)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _only(what: What, at: datetime) -> tuple[auditing.Fault, ...]:
    return tuple(fault for fault in auditing.audit(at) if fault.what is what)


def _quiet(row: Escalation) -> Escalation:
    """With its messages sent, so that they are no fault of their own."""
    Notice.objects.filter(escalation_id=row.pk, blocked="").update(handed_over_at=F("owed_at"))
    return row
