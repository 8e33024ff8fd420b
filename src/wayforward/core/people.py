"""Whom a policy's words mean in one escalation: seats at agencies, never people's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation
from wayforward.core.policy.people import Post

OFFICE = "office"  # the partnership's own office
SIDES = ("raising", "responding", "each")
SPECIAL = ("raiser", "supporter", "counterpart", "all involved", "each agency")


@dataclass(frozen=True)
class Seat:
    """A place where somebody is told or owes something: a person, or a post at an agency (its front door if None)."""

    agency: str | None = None  # "kind" or "kind:name"; OFFICE; None for a body outside the partnership
    post: str | None = None
    person: str | None = None
    stand_ins: tuple[str, ...] = ()  # the posts that answer where the agency does not have this one, in order
    lent_to: str | None = None  # the agency it acts for, where another agency lends its officer


def seats(posts: Mapping[str, Post], escalation: Escalation, words: str, agency: str | None = None) -> tuple[Seat, ...]:
    """The seats that `words` mean here, narrowed to one `agency` where a duty is owed by each.

    Unknown words give no seat: the loader has refused them long before.
    """
    match words:
        case "raiser":
            return (_raiser(escalation),)
        case "supporter":
            helpers = [p for p in escalation.parties if p.side == "supporting" and p.person]
            free = [p for p in helpers if p.person not in escalation.conflicted]
            return tuple(Seat(agency=p.agency, person=p.person) for p in free)
        case "counterpart":
            return _doors(escalation.responding, agency)
        case "each agency":
            return _doors(_sides(escalation, "each"), agency)
        case "all involved":
            return (_raiser(escalation), *_doors(_sides(escalation, "each"), agency))
        case _:
            return _post(posts, escalation, words, agency)


def _raiser(escalation: Escalation) -> Seat:
    """The worker who raised it; where they have a conflict of interest in it, whoever answers at their agency."""
    free = escalation.raiser not in escalation.conflicted
    return Seat(agency=escalation.raising, person=escalation.raiser if free else None)


def _post(posts: Mapping[str, Post], escalation: Escalation, words: str, agency: str | None) -> tuple[Seat, ...]:
    side, _, name = words.rpartition(" ")
    post = posts.get(name)
    if post is None:
        return ()
    where = side or post.of
    if where in SIDES:
        return tuple(_seat(post, a) for a in _sides(escalation, where) if agency in (None, a))
    if where == "partnership":
        return (_seat(post, OFFICE),)
    if where == "outside":
        return (Seat(post=name),)
    parties = tuple(a for a in _sides(escalation, "each") if a.partition(":")[0] == where)
    return tuple(_seat(post, a) for a in parties or (where,))


def _seat(post: Post, agency: str) -> Seat:
    """The post's seat for one agency: its own, or that of the agency which lends it an officer (a proxy)."""
    lent = post.equivalents.get(agency.partition(":")[0])
    if lent is None or lent.of is None:
        return Seat(agency=agency, post=post.id, stand_ins=post.falls_to)
    return Seat(agency=lent.of, post=post.id, stand_ins=post.falls_to, lent_to=agency)


def _sides(escalation: Escalation, side: str) -> tuple[str, ...]:
    match side:
        case "raising":
            return (escalation.raising,)
        case "responding":
            return escalation.responding
        case _:
            return (escalation.raising, *escalation.responding)


def _doors(agencies: tuple[str, ...], agency: str | None) -> tuple[Seat, ...]:
    return tuple(Seat(agency=a) for a in agencies if agency in (None, a))


def holds(actor: Actor, seat: Seat) -> bool:
    """Whether somebody holds the post of a seat, at its own agency where it has one."""
    kind = actor.agency.partition(":")[0]
    return seat.post in actor.posts and seat.agency in (None, OFFICE, actor.agency, kind)
