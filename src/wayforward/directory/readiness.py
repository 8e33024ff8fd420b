"""Whether the posts that a policy relies on are ready: held, reachable in two ways, rung lately, on at every hour."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from wayforward.core.policy.people import Post as Role
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time.london import moment
from wayforward.directory import rotas
from wayforward.directory.models import Agency, Holder, Post, Shift
from wayforward.directory.posts import roles_of, title_at, who_holds
from wayforward.directory.seating import on

NOBODYS = (None, "counterpart", "allocated_worker", "officer_dealing")  # a meeting; somebody else in each case
OLD = timedelta(days=90)  # a number that nobody rang for as long is not to be relied on


class Fault(enum.IntEnum):
    """What is not ready, the worst first."""

    NOBODY = 0  # no holder, no deputy, nobody on shift
    UNREACHABLE = 1
    ONE_WAY = 2  # of being reached
    NO_LAST_RESORT = 3  # the agency gives no number that somebody always answers
    ROTA_GAP = 4  # a week with nobody on
    UNCHECKED = 5
    NO_DEPUTY = 6


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One post that the policy puts at an agency, and what is not ready about it. None listed: `post` is None."""

    agency: Agency
    role: Role
    title: str
    post: Post | None
    holders: tuple[Holder, ...] = ()
    on_now: tuple[Shift, ...] = ()
    relied_on: tuple[str, ...] = ()  # what in the policy rests on it, in words
    faults: Mapping[Fault, str] = field(default_factory=dict)  # with a sentence, the worst first

    @property
    def worst(self) -> int:
        return min(self.faults, default=len(Fault))


@dataclass(frozen=True)
class Board:
    """The posts that a policy relies on at some agencies, the worst first."""

    posts: tuple[Ready, ...]
    lasting: tuple[Agency, ...]  # agencies that give no last resort

    def count(self, fault: Fault) -> int:
        return sum(1 for ready in self.posts if fault in ready.faults)

    @property
    def ready(self) -> int:
        return sum(1 for ready in self.posts if not ready.faults)

    @property
    def by_agency(self) -> list[tuple[Agency, Counter[Fault], int]]:
        """For each agency how often each fault is found, and how many posts it has. The worst first."""
        faults: dict[Agency, Counter[Fault]] = {}
        posts: Counter[Agency] = Counter()
        for ready in self.posts:
            faults.setdefault(ready.agency, Counter()).update(list(ready.faults))
            posts[ready.agency] += 1
        order = sorted(faults, key=lambda a: ([-faults[a][fault] for fault in Fault], a.name))
        return [(agency, faults[agency], posts[agency]) for agency in order]


def board(agencies: QuerySet[Agency] | Iterable[Agency], policy: Policy, at: datetime) -> Board:
    """The readiness of some agencies of one partnership. Three queries, however many agencies and posts."""
    agencies = list(agencies)
    posts = list(Post.objects.filter(agency__in=agencies))
    held, shifts = who_holds(posts, on(at)), rotas.coming(posts, at)
    listed = {(post.agency_id, post.key): post for post in posts}
    because = relied_on(policy)
    found = []
    for agency in agencies:
        for role in roles_of(policy, agency):
            if role.id not in because or role.role in NOBODYS:
                continue
            post = listed.get((agency.pk, role.id))
            known = (held[post], shifts[post]) if post else ([], [])
            found.append(_ready(agency, role, post, known, because[role.id], at))
    found.sort(key=lambda r: (r.worst, -len(r.faults), r.agency.name, r.title))
    return Board(tuple(found), tuple(agency for agency in agencies if not agency.last_resort))


def relied_on(policy: Policy) -> dict[str, tuple[str, ...]]:
    """What rests on each post of a policy: routes that lead to it, stages it acts in or settles, duties it has."""
    found: dict[str, dict[str, None]] = {}

    def rests(posts: Iterable[str], what: str) -> None:
        for words in posts:
            found.setdefault(words.rpartition(" ")[2], {})[what] = None

    at = {stage.line: stage.label for stage in reversed(policy.stages) if stage.line}
    for route in policy.routes:
        line = f"is rung on line {route.line}" if route.line.isdecimal() else "is rung"
        rests(route.posts, f"is rung at {at[route.line]}" if route.line in at else line)
    for stage in policy.stages:
        for posts in stage.acts.values():
            rests(posts, f"acts in {stage.label}")
        if stage.decision is not None:
            rests(stage.decision.by, f"settles {stage.label}")
        if stage.panel is not None:
            rests([stage.panel.members], f"sits on the panel of {stage.label}")
    for duty in policy.duties:
        if not duty.system:
            rests(duty.who, "has duties")
            rests([*duty.to, *duty.copies], "is told")
    known = {role.id for role in policy.posts}
    return {post: tuple(what) for post, what in found.items() if post in known}


def _ready(
    agency: Agency, role: Role, post: Post | None, known: tuple[list[Holder], list[Shift]],
    because: tuple[str, ...], at: datetime,
) -> Ready:  # fmt: skip
    holders, shifts = known
    today = on(at)
    seated = [h for h in holders if h.from_on <= today]
    on_now = [s for s in shifts if s.starts_at <= at]
    faults = {
        fault: says
        for fault, says in (
            (Fault.NOBODY, _nobody(post, holders, seated, on_now)),
            *_reaching(role, post, agency),
            (Fault.ROTA_GAP, _gap(post, shifts, at)),
            (Fault.UNCHECKED, _unchecked(post, at)),
            (Fault.NO_DEPUTY, _no_deputy(post, seated)),
        )
        if says
    }
    return Ready(
        agency=agency, role=role, title=post.title if post else title_at(role, agency), post=post,
        holders=tuple(seated), on_now=tuple(on_now), relied_on=because, faults=dict(sorted(faults.items())),
    )  # fmt: skip


def _nobody(post: Post | None, holders: list[Holder], seated: list[Holder], on_now: list[Shift]) -> str:
    if post is None:
        return "Not in the directory. What is meant for it goes to the front door."
    if seated or on_now:
        return ""
    first = min((h.from_on for h in holders), default=None)
    return f"Nobody holds it until {_day(first)}." if first else "Nobody holds it."


def _reaching(role: Role, post: Post | None, agency: Agency) -> list[tuple[Fault, str]]:
    printed = (role.contact.phone, role.contact.email)
    own = (post.phone, post.second_phone, post.email) if post else ()
    ways = {way.casefold() for way in (*own, *printed) if way}
    found = [] if agency.last_resort else [(Fault.NO_LAST_RESORT, "No last resort if nobody answers.")]
    if post is None:
        return found
    if not ways:
        return [*found, (Fault.UNREACHABLE, "No number and no email.")]
    return [*found, (Fault.ONE_WAY, "Only one way to reach it.")] if len(ways) == 1 else found


def _gap(post: Post | None, shifts: list[Shift], at: datetime) -> str:
    if post is None or not post.rota:
        return ""
    gap = rotas.longest_gap(rotas.look_ahead(shifts, at))
    return f"Nobody is on for {gap.hours} hours from {moment(gap.starts_at)}." if gap else ""


def _unchecked(post: Post | None, at: datetime) -> str:
    if post is None or not (post.phone or post.second_phone):
        return ""
    if post.checked_on is None:
        return "Nobody has rung the number to check it."
    days = (on(at) - post.checked_on).days
    return f"Number last rung {days} days ago." if days > OLD.days else ""


def _no_deputy(post: Post | None, seated: list[Holder]) -> str:
    """Somebody holds it and nobody deputises. Said, and never counted as loudly as the rest."""
    if post is None or post.rota or not any(not h.deputy for h in seated):
        return ""
    return "" if len({h.person_id for h in seated}) > 1 else "If its holder is away, nobody answers for it."


def _day(day: object) -> str:
    return f"{day:%d %B %Y}".lstrip("0")
