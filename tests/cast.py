"""The fixed cast: one partnership under a shipped policy, its neighbours under another, and the people in them.

A nurse raises, a social worker of Family Services responds, each agency's lead holds every post there, a manager
works in the partnership's own office, a chair holds the partnership's posts, and a constable stands outside.
Nothing here reads a clock: every step takes its instant.

    def test_something(cast: Cast) -> None:
        ref = cast.raised(MONDAY).ref
        cast.does(ref, cast.responds, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from wayforward.core import commands as cmd
from wayforward.core.people import OFFICE
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.directory.models import Adoption, Agency, Holder, Partnership, Person, Post, Work
from wayforward.escalations import acting, history, read, record, sealing
from wayforward.escalations.models import Escalation
from wayforward.escalations.overtaking import Overtaken
from wayforward.escalations.rulebooks import rules_of
from wayforward.policies import shelf

LONDON = ZoneInfo("Europe/London")
FROM = date(2020, 1, 1)
RAISING, RESPONDING, OUTSIDE = "health", "family-services", "police"
DOOR = "front-door"
NAMES = {RAISING: "Nurse Adeyemi", RESPONDING: "Social worker Byrne", OUTSIDE: "Constable Chaudhry"}


def at(text: str) -> datetime:
    """An instant as a person in England would write it: "2026-11-20 16:55", or a day alone for ten o'clock."""
    return datetime.fromisoformat(text if len(text) > 10 else f"{text} 10:00").replace(tzinfo=LONDON)


MONDAY = at("2026-11-16")


@dataclass(repr=False)
class Cast:
    """One partnership and the people in it, by the agency they work for."""

    partnership: Partnership
    adoption: Adoption
    policy: Policy
    agencies: dict[str, Agency] = field(default_factory=dict)
    workers: dict[str, Person] = field(default_factory=dict)  # hold no post
    leads: dict[str, Person] = field(default_factory=dict)  # hold every post of their agency
    manager: Person = field(default_factory=Person)  # works in the partnership's own office
    chair: Person = field(default_factory=Person)  # holds the partnership's posts, and works elsewhere

    def __repr__(self) -> str:
        return f"Cast({self.partnership.key})"

    @property
    def rules(self) -> Rulebook:
        return rules_of(self.adoption)

    @property
    def raises(self) -> Person:
        return self.workers[RAISING]

    @property
    def responds(self) -> Person:
        return self.workers[RESPONDING]

    @property
    def lead(self) -> Person:
        """Holds the posts of the agency that raises."""
        return self.leads[RAISING]

    @property
    def other_lead(self) -> Person:
        """Holds the posts of the agency that is challenged, its front door among them."""
        return self.leads[RESPONDING]

    @property
    def outside(self) -> Person:
        return self.workers[OUTSIDE]

    @property
    def everybody(self) -> list[Person]:
        return [*self.workers.values(), *self.leads.values(), self.manager, self.chair]

    def a_raise(self, **changes: Any) -> cmd.Raise:
        """What the nurse asks, unless a test changes it."""
        given: dict[str, Any] = {
            "by": cmd.Actor(person=str(self.raises.pk), agency=RAISING), "ref": record.new_reference(),
            "raising": RAISING, "responding": (RESPONDING,), "subjects": (cmd.Subject(kind="child", name="Child A"),),
            "answers": {"decided": "The referral was closed."},
        }  # fmt: skip
        return cmd.Raise(**{**given, **changes})

    def raised(self, when: datetime = MONDAY, **changes: Any) -> Escalation:
        outcome = record.begin(self.adoption, self.a_raise(**changes), when)
        assert isinstance(outcome, record.Accepted), outcome.says
        return outcome.escalation

    def actor(self, who: Person, row: Escalation, when: datetime = MONDAY) -> cmd.Actor:
        return acting.actor(who, row, history.fold(read.entries(row)), when)

    def asks(
        self,
        row: Escalation,
        who: Person,
        when: datetime,
        command: type[cmd.Command],
        seen: int | None = None,
        **given: Any,
    ) -> record.Accepted | Refused | Overtaken:
        """Submit a command in somebody's name, whatever comes of it."""
        return record.submit(row.pk, command(by=self.actor(who, row, when), **given), when, seen)

    def does(
        self, row: Escalation, who: Person, when: datetime, command: type[cmd.Command], **given: Any
    ) -> record.Accepted:
        """Submit a command that has to be taken."""
        outcome = self.asks(row, who, when, command, **given)
        assert isinstance(outcome, record.Accepted), outcome.says
        return outcome


def found(policy: str, key: str = "", adopted_at: datetime = MONDAY) -> Cast:
    """Write one partnership with everybody in it. Keys and addresses begin with `key`, the policy's id if empty."""
    key = key or policy
    partnership = Partnership.objects.create(key=key, name=f"{key} partnership", area=key.title(), demonstration=True)
    adoption = Adoption.objects.create(
        partnership=partnership, policy=policy, digest=shelf.digest(policy), sources=shelf.texts(policy),
        in_force_at=adopted_at, decided_by="Executive board", decision="Adopted.",
    )  # fmt: skip
    cast = Cast(partnership, adoption, shelf.load(policy))
    for kind in [*(agency.id for agency in cast.policy.agencies), OFFICE]:
        _agency(cast, kind)
    return cast


def _agency(cast: Cast, kind: str) -> None:
    office = kind == OFFICE
    agency = Agency.objects.create(
        partnership=cast.partnership, key=kind, name=kind.replace("-", " ").title(), office=office
    )
    cast.agencies[kind] = agency
    here = [p for p in cast.policy.posts if p.of == kind or p.of == ("partnership" if office else "each")]
    here += [p for p in cast.policy.posts if p.of in ("raising", "responding") and not office]
    posts = [Post(agency=agency, key=post.id, title=post.title, phone="01632 960001") for post in here]
    posts.append(Post(agency=agency, key=DOOR, title="Front door", phone="01632 960002", receives=True))
    Post.objects.bulk_create(posts)
    if office:
        cast.manager = person(cast, "Partnership manager", agency)
        cast.chair = person(cast, "Independent chair")
        door = [post for post in posts if post.receives]
        _holds(cast.manager, door)
        _holds(cast.chair, [post for post in posts if not post.receives])
    else:
        cast.workers[kind] = person(cast, NAMES.get(kind, f"{kind} worker"), agency)
        cast.leads[kind] = person(cast, f"{kind} lead", agency)
        _holds(cast.leads[kind], posts)


def person(cast: Cast, name: str, agency: Agency | None = None) -> Person:
    """Somebody new, who works at an agency from long ago."""
    address = f"{name.lower().replace(' ', '.')}@{cast.partnership.key}.example.org"
    new = Person.objects.create(name=name, email=address)
    if agency is not None:
        Work.objects.create(person=new, agency=agency, job="Worker", from_on=FROM)
    return new


def _holds(who: Person, posts: list[Post]) -> None:
    Holder.objects.bulk_create(Holder(post=post, person=who, from_on=FROM) for post in posts)


@pytest.fixture(scope="session")
def sealing_key() -> Path:
    """A master key where the settings say that it lies."""
    file = Path(settings.WAYFORWARD_SEALING_KEY_FILE)
    if not file.exists():
        sealing.write_master_key(file)
    return file


@pytest.fixture
def cast(db: None, sealing_key: Path) -> Cast:
    """A partnership under Havering's policy."""
    return found("havering")


@pytest.fixture
def neighbours(cast: Cast) -> Cast:
    """Another partnership on the same install, under Barnsley's policy."""
    return found("barnsley")
