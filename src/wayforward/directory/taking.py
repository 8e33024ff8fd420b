"""Reading a calendar into a rota: whose shift each event is, what goes before it, and what is left out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from wayforward.directory.keeping import changed
from wayforward.directory.models import Person, Post, Shift, Work
from wayforward.directory.people import name_of, working_at
from wayforward.directory.rotas import lets_oneself_in, unfit, works_then
from wayforward.directory.seating import on

if TYPE_CHECKING:  # what reads a calendar file takes a while to load, and only the page that takes one needs it
    from wayforward.directory.calendars import Happening


@dataclass(frozen=True)
class LeftOut:
    """What a calendar holds and the rota does not, and why."""

    happening: Happening
    why: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a calendar that was read in. `replaced` shifts of the same rota went first."""

    taken: int
    replaced: int
    left_out: tuple[LeftOut, ...]


@transaction.atomic
def take(post: Post, source: str, happenings: Sequence[Happening], by: Person, at: datetime) -> Taken:
    """Put a calendar in place of what the rota of that name still had to come.

    Somebody is known by their e-mail address, or by their name where the event says it. Whatever is not taken
    is given back with the reason. A calendar of which nothing can be taken changes nothing.
    """
    people = _People(post, at)
    own = lets_oneself_in(post, by, by, at)
    shifts: dict[tuple[UUID, datetime], Shift] = {}
    left_out = []
    for happening in happenings:
        person, why = people.of(happening)
        why = why or unfit(happening.starts_at, happening.ends_at)
        if person is not None and person.pk == by.pk:
            why = why or own
        if person is None or why:
            left_out.append(LeftOut(happening, why))
            continue
        shifts[person.pk, happening.starts_at] = Shift(
            id=uuid4(), post=post, person=person, starts_at=happening.starts_at, ends_at=happening.ends_at,
            source=source, uid=happening.uid,
        )  # fmt: skip
    if happenings and not shifts:
        return Taken(taken=0, replaced=0, left_out=tuple(left_out))
    replaced, _ = Shift.objects.filter(post=post, source=source, ends_at__gt=at).delete()
    Shift.objects.bulk_create(shifts.values())
    changed(
        post.agency, by, at, "rota", post.pk, post.title,
        before=f"{source}: {_count(replaced)} to come", after=f"{source}: {_count(len(shifts))}, read from a file",
    )  # fmt: skip
    return Taken(taken=len(shifts), replaced=replaced, left_out=tuple(left_out))


class _People:
    """The people of a post's agency, as a calendar may mean them. Asked for once."""

    def __init__(self, post: Post, at: datetime) -> None:
        self._agency = post.agency.name
        self._works = list(working_at(post.agency, on(at)))
        self._by_address = _by(self._works, lambda work: [work.person.email.lower()])
        self._by_name = _by(self._works, lambda work: [_plain(name_of(work))])

    def of(self, happening: Happening) -> tuple[Person | None, str]:
        """Whose shift it is; or nobody, and why."""
        found = {p.pk: p for address in happening.addresses for p in self._by_address.get(address, ())}
        if not found:
            said = f" {_plain(happening.says)} "
            found = {p.pk: p for name, people in self._by_name.items() if f" {name} " in said for p in people}
        if not found:
            return None, f"It names nobody who works for {self._agency}."
        if len(found) > 1:
            return None, "It names more than one person, so it does not say who is on."
        person = next(iter(found.values()))
        if not works_then(self._works, person, happening.starts_at):
            name = next(name_of(work) for work in self._works if work.person_id == person.pk)
            return None, f"{name} does not work for {self._agency} on that day."
        return person, ""


def _by(works: Iterable[Work], names: Callable[[Work], Iterable[str]]) -> Mapping[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for work in works:
        for name in names(work):
            if work.person not in found.setdefault(name, []):
                found[name].append(work.person)
    return found


def _plain(text: str) -> str:
    """Words alone, in small letters, one space between them."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _count(number: int) -> str:
    return f"{number} shift" if number == 1 else f"{number} shifts"
