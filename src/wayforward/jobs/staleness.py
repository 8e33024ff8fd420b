"""Whether a message that is about to go is still true: asked when it is queued, and again before each try."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from wayforward.escalations import history, talks
from wayforward.escalations.models import Duty, Entry, Escalation, Talk
from wayforward.notices.models import Notice

REMINDS = frozenset(
    {
        "chase",
        "half-way",
        "target",
        "due-today",
        "overdue",
        "late",
        "passed",
        "silent",
        "prompt",
        "quiet",
    }
)  # of something that is still owed
ASKS = REMINDS | {"duty"}  # for something to be done: nothing to say once it is done or no longer owed
OF_A_STAGE = frozenset({"stage"})
ENDS_WITH_IT = REMINDS | OF_A_STAGE | {"duty", "offer", "time-asked", "proposed", "moved"}
"""What means nothing any more once an escalation has ended. How it ended, and what is confirmed, is still owed."""
ANSWERED_BY = {
    "offer": ("offer-answered", "time-offered"),
    "time-asked": ("more-time-answered", "more-time-asked"),
    "proposed": ("resolution-answered", "resolution-proposed"),
}  # the entries after which a question is no longer open: its answer, or the same question anew
SAID_ANEW_BY = {
    "half-way": ("half-way", "target", "due-today", "overdue", "late"), "target": ("target", "overdue", "late"),
    "due-today": ("due-today", "overdue", "late", "passed"), "overdue": ("overdue", "late"), "late": ("late",),
    "passed": ("passed",), "silent": ("silent",), "quiet": ("quiet",), "prompt": ("prompt",), "chase": ("chase",),
    "update": ("update",), "version": ("version",), "moved": ("moved",),
}  # fmt: skip # the later messages to the same reader after which an earlier one has nothing to add
DONE, LAPSED, CLOSED, ANSWERED = "done", "lapsed", "closed", "answered"
SUPERSEDED, ACKNOWLEDGED, MOVED_ON = "superseded", "acknowledged", "moved-on"


def untrue(notice: Notice, row: Escalation | None) -> str:
    """Why a message has nothing to say any more, in a word that we store; empty: it has."""
    if notice.acknowledged_at is not None:
        return ACKNOWLEDGED
    if notice.talk_id is not None:
        return _of_a_talk(notice)
    if row is None:
        return ""
    return _of_its_duty(notice, row) or _of_its_course(notice, row) or _superseded(notice)


def _of_a_talk(notice: Notice) -> str:
    over = Talk.objects.filter(pk=str(notice.talk_id), outcome=talks.DONE).exists()
    return DONE if over and notice.person_id is None else ""


def _of_its_duty(notice: Notice, row: Escalation) -> str:
    if notice.kind not in ASKS:
        return ""
    duty = Duty.objects.filter(escalation=row, key=notice.about).only("done_at", "lapsed_at").first()
    if duty is None:
        return ""
    if duty.done_at is not None:
        return DONE
    return LAPSED if duty.lapsed_at is not None else ""


def _of_its_course(notice: Notice, row: Escalation) -> str:
    """Whether the escalation has ended, gone on to another stage, or had the answer that was asked for."""
    if row.state != "open" and notice.kind in ENDS_WITH_IT and not _still_owed(notice, row):
        return CLOSED
    if notice.kind in OF_A_STAGE and notice.about != row.stage:
        return MOVED_ON
    kinds = ANSWERED_BY.get(notice.kind)
    if kinds is None:
        return ""
    later = Entry.objects.filter(escalation=row, seq__gt=notice.entry_seq or 0, kind__in=kinds).defer("sealed")
    return ANSWERED if any(_answers(notice, entry) for entry in later) else ""


def _still_owed(notice: Notice, row: Escalation) -> bool:
    """A duty may outlive the escalation, as to confirm its outcome in writing does."""
    return Duty.objects.filter(escalation=row, key=notice.about, done_at=None, lapsed_at=None).exists()


def _answers(notice: Notice, entry: Entry) -> bool:
    """Whether this bears on the question that was asked. Where several agencies were asked, each answers for itself."""
    event = history.opened(entry, None).event
    match entry.kind:
        case "resolution-answered":
            return notice.agency is None or getattr(event, "agency", None) == notice.agency.key
        case "more-time-answered" | "more-time-asked":
            return getattr(event, "key", None) == notice.about
        case _:
            return True


def _superseded(notice: Notice) -> str:
    """Whether a later message to the same reader says the same, and is not dropped itself."""
    kinds = SAID_ANEW_BY.get(notice.kind)
    if kinds is None:
        return ""
    reader: dict[str, Any] = {"agency": notice.agency_id, "post": notice.post_id, "person": notice.person_id}
    same = Notice.objects.filter(
        escalation_id=notice.escalation_id, about=notice.about, to=notice.to, kind__in=kinds, dropped_at=None, **reader
    )
    later = Q(owed_at__gt=notice.owed_at) | Q(owed_at=notice.owed_at, pk__gt=notice.pk)
    return SUPERSEDED if same.filter(later).exists() else ""
