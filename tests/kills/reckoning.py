"""The reckoning at the end: what was acknowledged against what is stored, what was owed against what arrived."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from tests.escalations.test_at_once import assert_sound
from wayforward.core import events as ev
from wayforward.core.limits import unrecorded
from wayforward.escalations import history, read
from wayforward.escalations.models import Entry, Escalation
from wayforward.jobs.auditing import audit
from wayforward.jobs.models import Trouble
from wayforward.notices.models import Delivery, Notice


def problems(cast: Any, order: dict[str, Any]) -> dict[str, Any]:
    """Everything that is wrong, by kind, and how much there was to be wrong."""
    at, end = datetime.fromisoformat(order["at"]), datetime.fromisoformat(order["end"])
    told = [json.loads(line) for line in Path(order["told"]).read_text().splitlines()]
    mails: list[str] = json.loads(Path(order["mails"]).read_text())
    acts = [line for line in told if "seq" in line]
    histories = {row.pk: read.entries(row) for row in Escalation.objects.all()}
    wrong = {
        "lost": list(_lost(acts)),
        "unsound": list(_unsound()),
        "deadlines": [*_twice(histories), *_not_fired(histories, at)],
        "unsettled": [str(notice.pk) for notice in unsettled(end)],
        "never arrived": list(_never_arrived(mails)),
        "not known by its id": sorted(set(mails) - set(Delivery.objects.values_list("message_id", flat=True))),
        "troubles": [f"{each.what} {each.row}: {each.says}" for each in Trouble.objects.filter(cleared_at=None)],
        "auditor": [f"{fault.what}: {fault.says}" for fault in audit(at) if fault.what.operators],
    }
    twice = {mail: times - 1 for mail, times in Counter(mails).items() if times > 1}
    return {
        "wrong": {kind: found for kind, found in wrong.items() if found},
        "acknowledged": len(acts),
        "entries": Entry.objects.count(),
        "reminded": sum(isinstance(item.event, ev.Reminded) for every in histories.values() for item in every),
        "passed": sum(isinstance(item.event, ev.DeadlinePassed) for every in histories.values() for item in every),
        "notices": Notice.objects.count(),
        "arrived": len(set(mails)),
        "twice": sum(twice.values()),
        "troubled": Trouble.objects.count(),
        "dropped": Notice.objects.filter(dropped_at__isnull=False).count(),
    }


def state() -> dict[str, int]:
    """How things stand while the mail server is away."""
    return {
        "waiting": Delivery.objects.filter(handed_over_at=None, failed_at=None, next_at__isnull=False).count(),
        "given_up": Delivery.objects.filter(failed_at__isnull=False).count(),
        "inbox": Notice.objects.filter(blocked="", dropped_at=None).count(),
    }


def unsettled(end: datetime) -> QuerySet[Notice]:
    """Owed by then, and neither handed over nor on record as dropped, failed, blocked or gone with a digest."""
    settled = (
        Q(handed_over_at__isnull=False) | Q(dropped_at__isnull=False) | Q(failed_at__isnull=False) | ~Q(blocked="")
    )
    return Notice.objects.filter(owed_at__lte=end).exclude(settled)


def _lost(acts: list[dict[str, Any]]) -> Iterator[str]:
    """Acts of which somebody was told that they are recorded, and that are not there as they were told."""
    stored = {(str(pk), seq): head for pk, seq, head in Entry.objects.values_list("escalation_id", "seq", "digest")}
    for act in acts:
        if stored.get((act["id"], act["seq"])) != act["head"]:
            yield f"{act['id']} {act['seq']}"


def _unsound() -> Iterator[str]:
    """Histories that do not verify, summaries that do not follow from them, notices that are owed without a row."""
    for row in Escalation.objects.all():
        try:
            assert_sound(row)
        except AssertionError as problem:
            yield f"{row.ref}: {problem!s:.200}"


def _twice(histories: dict[Any, tuple[history.Recorded, ...]]) -> Iterator[str]:
    for key, recorded in histories.items():
        passed = [item.event for item in recorded if isinstance(item.event, ev.DeadlinePassed)]
        counted: Counter[object] = Counter((event.key, event.due_at) for event in passed)
        counted.update((item.event, item.recorded_at) for item in recorded if isinstance(item.event, ev.Reminded))
        yield from (f"{key} {what}: {times} times" for what, times in counted.items() if times > 1)


def _not_fired(histories: dict[Any, tuple[history.Recorded, ...]], at: datetime) -> Iterator[str]:
    for key, recorded in histories.items():
        state = history.fold(recorded)
        for owed in state.duties.values():
            due_at = unrecorded(state, owed)
            if due_at is not None and due_at < at:
                yield f"{key} {owed.key} was due {due_at}"


def _never_arrived(mails: list[str]) -> Iterator[str]:
    """Handed over, as the record says, and the mail server has not seen it."""
    arrived = set(mails)
    for key, mail in Delivery.objects.filter(handed_over_at__isnull=False).values_list("notice_id", "message_id"):
        if mail not in arrived:
            yield f"notice {key}: {mail}"
