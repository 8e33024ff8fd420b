"""What lies on the desk of whoever checks a policy: it, its calendar, its routes, the day, the version before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.elements import Element
from wayforward.core.policy.people import Post
from wayforward.core.policy.stages import Move, Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable, routes
from wayforward.core.working_time import Amount, Calendar, OutsideCalendar, deadline, instant, on_the_wall
from wayforward.core.working_time.dates import written

LATE = time(16, 55)
LOOKED_AHEAD = 366  # days in which the example day is looked for


@dataclass(frozen=True)
class Desk:
    """One check of one policy on one day."""

    policy: Policy
    calendar: Calendar
    on: date
    before: Policy | None = None

    @cached_property
    def table(self) -> RouteTable:
        return routes(self.policy, self.calendar)

    @cached_property
    def elements(self) -> dict[str, Any]:
        """Everything a finding may be about, by its kind and id: "stage stage-2", "move up", "window night"."""
        policy = self.policy
        named = {kind if kind == one.id else f"{kind} {one.id}": one for kind, one in policy.elements()}
        moves = {f"move {move.id}": move for stage in policy.stages for move in stage.moves}
        windows = {f"window {window.id}": window for window in policy.windows}
        return {**named, **moves, **windows}

    @cached_property
    def posts(self) -> dict[str, Post]:
        return {post.id: post for post in self.policy.posts}

    @cached_property
    def stages(self) -> dict[str, Stage]:
        return {stage.id: stage for stage in self.policy.stages}

    @cached_property
    def ladder(self) -> tuple[Stage, ...]:
        """The stages of the main ladder, in order."""
        return tuple(stage for stage in self.policy.stages if not stage.beside)

    def post(self, words: str) -> Post | None:
        """The post in a person string: "raising lead" and "lead" are the post "lead"; "raiser" is none."""
        return self.posts.get(words.rpartition(" ")[2])

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """What the policy itself asks for: no prompts of Wayforward's, nothing that an assumption alone asks for."""
        return tuple(duty for duty in self.policy.duties if is_own(duty))

    def limit(self, stage: Stage) -> Duty | None:
        """The duty that is the stage's own limit, where the file gives it a time at all."""
        return next((one for one in self.policy.duties if one.kind is DutyKind.RESOLVE and one.stage == stage.id), None)

    def moves(self) -> Iterator[tuple[Stage, Move]]:
        yield from ((stage, move) for stage in self.policy.stages for move in stage.moves)

    # Days for examples: real days of the policy's own calendar, so that a reader can check them.

    @cached_property
    def eve(self) -> date:
        """The next last working day before a long closure: what is raised late that day waits longest."""
        day = self.on
        try:
            for _ in range(LOOKED_AHEAD):
                if self.calendar.is_working_day(day) and (self.calendar.next_working_day(day) - day).days > 3:
                    return day
                day += timedelta(days=1)
        except OutsideCalendar:
            pass
        return self.friday

    @cached_property
    def friday(self) -> date:
        """The next ordinary Friday that is a working day."""
        day = self.on + timedelta(days=(4 - self.on.weekday()) % 7)
        while not self.calendar.is_working_day(day):
            day += timedelta(days=7)
        return day

    @property
    def late(self) -> str:
        """ "Thursday 24 December 2026 at 16:55": the worst moment of the year for something to begin."""
        return f"{written(self.eve)} at 16:55"

    @cached_property
    def back(self) -> date:
        """The first working day after the eve."""
        return self.calendar.next_working_day(self.eve)

    def ends(self, day: date, amount: Amount) -> str | None:
        """The day on which an amount of time runs out that began at 16:55, written; None where it has no day."""
        try:
            due_at = deadline(instant(day, LATE), amount, self.calendar, self.policy.reading).due_at
        except OutsideCalendar:
            return None
        return written(on_the_wall(due_at).date()) if due_at else None

    def weeks_later(self, weeks: int) -> str:
        """So many weeks after the eve, written."""
        return written(self.eve + timedelta(weeks=weeks))


def is_own(element: Element) -> bool:
    """Whether the text itself says it: not Wayforward's own, and not what an assumption alone fills in."""
    if isinstance(element, Duty) and element.system:
        return False
    return bool(element.clauses) or not element.assumptions


def own_amount(time: Timescale | None) -> Amount | None:
    """How long the text itself gives; None where it does not say, or where only an assumption does."""
    if time is None or time.within is None or "within" in time.unstated:
        return None
    return time.within if time.clauses or time.printed or not time.assumptions else None


def states(holder: Any, key: str) -> bool:
    """Whether the text states this key of an element or of a part of one: a time, a decision, a panel."""
    return key not in holder.unstated
