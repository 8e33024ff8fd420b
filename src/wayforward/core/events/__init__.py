"""What has happened to an escalation, by what it is about: its course, what was said, what is owed, how it ends."""

from wayforward.core.events.course import Joined, LineEntered, Raised, StageEntered
from wayforward.core.events.event import Event
from wayforward.core.events.owed import (
    Acknowledged,
    DeadlinePassed,
    DutyArose,
    DutyDischarged,
    DutyLapsed,
    DutyTimed,
    NoticeOwed,
    ProtectiveDeadlineSet,
)
from wayforward.core.events.said import (
    AttemptRecorded,
    DiscussionRecorded,
    EventRecorded,
    FactsRecorded,
    Responded,
)
from wayforward.core.events.settled import (
    Closed,
    DecisionRecorded,
    PanelConvened,
    Reopened,
    ResolutionAnswered,
    ResolutionProposed,
)

__all__ = [
    "Acknowledged",
    "AttemptRecorded",
    "Closed",
    "DeadlinePassed",
    "DecisionRecorded",
    "DiscussionRecorded",
    "DutyArose",
    "DutyDischarged",
    "DutyLapsed",
    "DutyTimed",
    "Event",
    "EventRecorded",
    "FactsRecorded",
    "Joined",
    "LineEntered",
    "NoticeOwed",
    "PanelConvened",
    "ProtectiveDeadlineSet",
    "Raised",
    "Reopened",
    "ResolutionAnswered",
    "ResolutionProposed",
    "Responded",
    "StageEntered",
]
