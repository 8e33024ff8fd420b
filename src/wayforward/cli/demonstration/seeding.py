"""Fills an empty database with the demonstration: five partnerships, and what happened in them before an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.db import transaction

from wayforward.cli.demonstration import closing, directory, drafting, posting, rotas, talking, telling, written
from wayforward.core.escalation import Escalation
from wayforward.directory.models import Person


@dataclass(frozen=True)
class Seeded:
    """What is in the demonstration, for the person who starts it. `shown` is some of the people, by partnership."""

    at: datetime
    people: int
    escalations: int
    shown: dict[str, list[tuple[str, str, str]]]  # name, job, agency


def seed(at: datetime) -> Seeded:
    """Make the tables and fill them, one partnership after the other. The same instant gives the same world."""
    call_command("migrate", interactive=False, verbosity=0)
    everybody: dict[str, Person] = {}
    for policy in written.ORDER:
        partnership(policy, everybody, at)
    return seeded(at)


@transaction.atomic
def partnership(policy: str, everybody: dict[str, Person], at: datetime) -> list[Escalation]:
    """One partnership whole: its directory, its stories, and the messages that they caused."""
    town = directory.found(policy, written.world(policy), everybody, at)
    told = telling.tell(town, written.stories(policy), at)
    talking.talk(town, written.talks(policy), at)
    rotas.laid(town, at)
    closing.declared(town, written.world(policy).get("days-off", ()), at)
    drafting.draft(town, *written.desk(policy), at)
    posting.posted(town.partnership, at)
    return told


def seeded(at: datetime) -> Seeded:
    """What a demonstration that was seeded at `at` holds."""
    worlds = {policy: written.world(policy) for policy in written.ORDER}
    return Seeded(
        at=at,
        people=Person.objects.count(),
        escalations=sum(len(written.stories(policy)) for policy in worlds),
        shown={world["name"]: directory.shown(policy, world) for policy, world in worlds.items()},
    )
