"""Another version of the policy from here on: what was decided, and what became of each duty that was still owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from wayforward.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class VersionAdopted(Event):
    """It goes on under another version. Each duty that moved, fell away or newly arises follows as an event of its own.

    Where the version puts it at another stage or line, entering that follows too.
    """

    SEALED: ClassVar[tuple[str, ...]] = ("reason", "lengthen", "judged_safe_by")
    policy: str
    digest: str
    from_policy: str
    from_digest: str
    stage: str  # where it goes on
    line: str | None
    formal: bool
    from_stage: str
    from_line: str | None
    reason: str
    moved: tuple[str, ...] = ()  # the keys of the duties that go on with something about them changed
    fell: tuple[str, ...] = ()  # the keys of those that fell away
    arises: tuple[str, ...] = ()  # the ids of those that the version newly asks for
    longer: bool = False  # dates may move later, for the reason in `lengthen`
    lengthen: str = ""
    judged_safe_by: str = ""
    backdate: bool = False  # dates that had passed already take effect


@dataclass(frozen=True, kw_only=True)
class DutyCarried(Event):
    """A duty that is still owed goes on under another version, with its date then and now.

    `how`: unmoved, earlier, later; held where the version gives a later date that was not taken; anew where the date
    that it gives had passed, so it was counted from the decision; set where a person had set the date, which stays.
    """

    key: str
    duty: str
    how: str
    was_at: datetime | None
    due_at: datetime | None
    policy_at: datetime | None  # what the version itself gives
    target_at: datetime | None
    force: str
    kind: str
    who: tuple[str, ...]
    to: tuple[str, ...]
    because: tuple[str, ...]
    waiting_for: tuple[str, ...] = ()
    from_at: datetime | None = None  # when its clock started, where it was counted anew
