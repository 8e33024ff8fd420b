"""Where a message to a post or a person goes today: whoever answers there, and who is next when they cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from wayforward.directory.models import Agency, Person, Post
from wayforward.directory.seating import answering, on

CONFIRMED_WITHIN = timedelta(days=180)
"""A contact that nobody has confirmed for longer is still written to, and told of: docs/decisions/0019."""


@dataclass(frozen=True)
class Reached:
    """An address to try. `person` is whose it is; None: a mailbox of `post`, which several people may read.

    `stale`: nobody has confirmed it for half a year. `passed`: why those before them were passed over, in our words.
    """

    address: str
    person: Person | None
    post: Post | None
    stale: bool
    passed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nobody:
    """No address is left. `ring` is the number that the agency says somebody always answers; it may be empty."""

    ring: str
    why: str
    passed: tuple[str, ...] = ()


NOBODY_HOLDS, NO_ACCESS, LEFT, DOMAIN, REFUSED = "nobody-holds", "no-access", "left", "domain", "refused"
May = Callable[[Person], bool]


def reach(
    post: Post | None, agency: Agency | None, person: Person | None, at: datetime, *, may: May,
    tried: frozenset[str] = frozenset(),
) -> Reached | Nobody:  # fmt: skip
    """Who is to be tried next: the person, or whoever answers for the post today, its own mailbox; then the front door.

    `may` says whether somebody may read what waits; nobody else is written to. `tried` are addresses that refused.
    `why` of Nobody: no-access where everybody there is shut out of it, refused where every address was tried, and
    otherwise nobody-holds.
    """
    passed: list[str] = []
    for rung in _rungs(post, agency, person, at, may):
        if isinstance(rung, str):
            passed.append(rung)
        elif why := _unfit(rung, agency, tried, may):
            passed.append(why)
        else:
            found, own_post = rung
            if isinstance(found, Person):
                return Reached(found.email, found, own_post, _gone_quiet(found, at), tuple(passed))
            return Reached(found.email, None, found, _unconfirmed(found, at), tuple(passed))
    return Nobody(ring_for(agency), _worst(passed), tuple(passed))


def ring_for(agency: Agency | None, post: Post | None = None) -> str:
    """The number to ring where a message cannot be had: the post's own, or the one that somebody always answers."""
    own = post.phone if post is not None else ""
    return own or (agency.last_resort if agency is not None else "")


Rung = tuple[Person | Post, Post | None]


def _rungs(
    post: Post | None, agency: Agency | None, person: Person | None, at: datetime, may: May
) -> Iterator[Rung | str]:
    """The rungs in order. A word stands for one that is empty."""
    if person is not None:
        yield person, None
    elif post is not None:
        yield from _of_a_post(post, at, may)
    where = agency or (post.agency if post is not None else None)
    if where is None:
        return
    for door in Post.objects.filter(agency=where, receives=True).select_related("agency").order_by("key"):
        if post is None or door.pk != post.pk:
            yield from _of_a_post(door, at, may)


def _of_a_post(post: Post, at: datetime, may: May) -> Iterator[Rung | str]:
    people = answering(post, at)
    if not people:
        yield NOBODY_HOLDS
    for person in people:
        yield person, post
    if post.email and (not people or any(map(may, people))):  # else those who would read it are shut out of it
        yield post, post


def _unfit(rung: Rung, agency: Agency | None, tried: frozenset[str], may: May) -> str:
    """Why this one is passed over; empty: they are not."""
    found, post = rung
    where = post.agency if post is not None else agency
    if isinstance(found, Person):
        if not found.is_active:
            return LEFT
        if not may(found):
            return NO_ACCESS
    if not _in_domain(found.email, where):
        return DOMAIN
    return REFUSED if found.email.lower() in tried else ""


def _in_domain(address: str, agency: Agency | None) -> bool:
    """Whether an address is where the agency has its mail, subdomains among it. One that names none has it anywhere."""
    domains = agency.mail_domains.replace(",", " ").lower().split() if agency is not None else []
    domain = address.lower().rpartition("@")[2]
    named = (each.lstrip("@.") for each in domains)
    return not domains or any(domain == each or domain.endswith(f".{each}") for each in named)


def _worst(passed: list[str]) -> str:
    for why in (REFUSED, DOMAIN):
        if why in passed:
            return why
    return NO_ACCESS if passed and set(passed) == {NO_ACCESS} else NOBODY_HOLDS


def _unconfirmed(post: Post, at: datetime) -> bool:
    return post.checked_on is None or on(at) - post.checked_on > CONFIRMED_WITHIN


def _gone_quiet(person: Person, at: datetime) -> bool:
    """Whether somebody who has signed in before has not for so long. Whoever never did may have come yesterday."""
    return person.last_login is not None and at - person.last_login > CONFIRMED_WITHIN
