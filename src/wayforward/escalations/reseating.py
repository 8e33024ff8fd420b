"""Who stands today at a seat that was empty when somebody there was to be told: asked until somebody does."""

from __future__ import annotations

from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.people import Seat
from wayforward.directory.seating import Chair, Seating
from wayforward.escalations import admission, history, keys
from wayforward.escalations.models import Entry, Escalation
from wayforward.escalations.rulebooks import rules_for
from wayforward.notices.models import Notice


def seat_anew(notice: Notice, row: Escalation, at: datetime) -> Chair:
    """Where this notice goes today, and lets in whoever stands there, as every entry does. `row` is held.

    The chair is vacant still where the directory lists nobody, or nobody without a conflict of interest.
    """
    key = keys.key_of(row)
    before = [history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq")]
    cause = next((item.event for item in before if item.seq == notice.entry_seq), None)
    if not isinstance(cause, ev.NoticeOwed) or cause.blocked:
        return Chair(agency=notice.agency, vacant=notice.blocked)
    state, seating = history.fold(before), Seating(row.partnership_id)
    admission.let_in(row, state, rules_for(row.adoption, before), seating, at)
    return admission.chair_of(seating, state, Seat(agency=cause.agency, post=cause.to), at)
