"""The invented directory: a partnership with its policy in force, agencies, posts, and people who hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from wayforward.cli.demonstration import written
from wayforward.cli.demonstration.names import Names, email
from wayforward.core.people import SIDES
from wayforward.core.policy.people import Post
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time.london import LONDON
from wayforward.directory import models as directory
from wayforward.directory.seating import Places
from wayforward.escalations.rulebooks import rules_of
from wayforward.policies import shelf

HERE_FOR = timedelta(days=1000)  # everybody began before the first story
NUMBERS_RUNG_WITHIN = 330  # days; some are older than anybody should trust
DEPUTISED = 0.8  # of the posts that somebody holds
CHECKED = 0.9  # of the numbers, ever
MANAGERS = ("manager", "inspector", "head of", "matron", "superintendent")
NOT_PEOPLE = None  # the role of a "post" that is a meeting, a procedure or a telephone


@dataclass
class Town:
    """One partnership's directory, with its people by where they are written and its posts by agency and key."""

    partnership: directory.Partnership
    adoption: directory.Adoption
    rules: Rulebook
    people: dict[str, directory.Person] = field(default_factory=dict)  # "agency/id"
    holder: dict[tuple[str, str], directory.Person] = field(default_factory=dict)  # (agency, post)
    doors: dict[str, directory.Person] = field(default_factory=dict)  # agency -> who receives there
    places: dict[UUID, Places] = field(default_factory=dict)  # person -> where they work: it does not change here


def found(policy: str, world: Mapping[str, Any], everybody: dict[str, directory.Person], at: datetime) -> Town:
    """Write one partnership. `everybody` holds the people of all partnerships so far, and gains this one's."""
    today = at.astimezone(LONDON).date()
    partnership = directory.Partnership.objects.create(
        id=same_id(policy), key=policy, name=world["name"], area=world["area"], demonstration=True
    )
    adoption = directory.Adoption.objects.create(
        id=same_id(f"{policy}/adoption"), partnership=partnership, policy=policy, digest=shelf.digest(policy),
        sources=shelf.texts(policy), in_force_at=at - HERE_FOR,
        decided_by=world["decided-by"], decision=world["decision"].strip(),
    )  # fmt: skip
    town = Town(partnership, adoption, rules_of(adoption))
    chance = Random(policy)  # the same people every time
    names = Names(chance, *written.names(), given={person.name for person in everybody.values()})
    founding = _Founding(town, world, everybody, chance, names, today)
    for agency in world["agencies"]:
        founding.agency(agency)
    for key in world.get("operators", ()):
        founding.operator(key)
    return town


@dataclass
class _Founding:
    town: Town
    world: Mapping[str, Any]
    everybody: dict[str, directory.Person]
    chance: Random
    names: Names
    today: date

    def agency(self, told: Mapping[str, Any]) -> None:
        row = directory.Agency.objects.create(
            id=self._named(told["key"]), partnership=self.town.partnership, key=told["key"], name=told["name"],
            sector=told.get("sector", "statutory"), office=told.get("office", False),
            full_board=told.get("full-board", True), last_resort=self._number(),
        )  # fmt: skip
        here = [self._person(row, person) for person in told["people"]]
        posts = {post.id: self._post(row, post, told) for post in self._posts(row, told)}
        directory.Post.objects.bulk_create(posts.values())
        held = list(self._held(row, told, here, posts))
        self._seat(posts, held)
        for key, person in held:
            self.town.holder.setdefault((row.key, key), person)
            if posts[key].receives:
                self.town.doors.setdefault(row.key, person)

    def operator(self, key: str) -> None:
        """Somebody who runs the service: they work in no agency, and are let in to no escalation."""
        person = self._new(f"operators/{key}")
        directory.Person.objects.filter(pk=person.pk).update(operates=True)

    def _posts(self, agency: directory.Agency, told: Mapping[str, Any]) -> Iterator[Post]:
        """Every post of the policy that its `of` puts at this agency."""
        for post in self.town.rules.policy.posts:
            sided = post.of in SIDES and not agency.office and not told.get("bare")
            if sided or post.of == agency.kind or (agency.office and post.of == "partnership"):
                yield post

    def _post(self, agency: directory.Agency, post: Post, told: Mapping[str, Any]) -> directory.Post:
        own = post.equivalents.get(agency.kind)
        phone = "999" if post.contact.phone == "999" else self._number()
        rung = self.today - timedelta(days=self.chance.randint(3, NUMBERS_RUNG_WITHIN))
        return directory.Post(
            id=self._named(f"{agency.key}/{post.id}"), agency=agency, key=post.id,
            title=own.title if own else post.title, phone=phone, email=email(post.id, agency.name),
            checked_on=rung if self.chance.random() < CHECKED else None,
            receives=post.id == told.get("door"),
        )  # fmt: skip

    def _person(self, agency: directory.Agency, told: Mapping[str, Any]) -> tuple[directory.Person, tuple[str, ...]]:
        """Somebody written out, with the posts they hold. `same` is a person of another agency, who works here too."""
        if "same" in told:
            person = self.everybody[told["same"]]
            key = told["same"].rpartition("/")[2]
        else:
            key = told["id"]
            person = self._new(f"{agency.key}/{key}")
        if told.get("works", True):  # somebody may hold a post at the office without working there
            self._works(person, agency, told["job"], keeps=agency.office or not agency.workers.exists())
        self.town.people[f"{agency.key}/{key}"] = person
        groups = self.world.get("groups", {})
        return person, tuple(post for name in told["holds"] for post in groups.get(name, [name]))

    def _held(
        self, agency: directory.Agency, told: Mapping[str, Any],
        here: list[tuple[directory.Person, tuple[str, ...]]], posts: Mapping[str, directory.Post],
    ) -> Iterator[tuple[str, directory.Person]]:  # fmt: skip
        """Who holds each post: those written down for it, the first of the agency for a side's, else somebody new."""
        vacant = set(told.get("vacant", ()))
        for post in self._posts(agency, told):
            if post.id in vacant:
                continue
            named = [person for person, keys in here if post.id in keys]
            if named:
                yield from ((post.id, person) for person in named)
            elif post.of in SIDES:
                yield post.id, here[0][0]
            elif post.role is not NOT_PEOPLE:
                person = self._new(f"{agency.key}/holder of {post.id}")
                self._works(person, agency, posts[post.id].title[:1].upper() + posts[post.id].title[1:])
                yield post.id, person

    def _seat(self, posts: Mapping[str, directory.Post], held: list[tuple[str, directory.Person]]) -> None:
        """The holders, and for most posts a deputy from among the others who hold one here."""
        others = list(dict.fromkeys(person for _, person in held))
        rows = []
        for key, person in held:
            began = self.today - HERE_FOR
            rows.append(directory.Holder(post=posts[key], person=person, from_on=began))
            choice = [other for other in others if other != person]
            if choice and self.chance.random() < DEPUTISED:
                deputy = self.chance.choice(choice)
                rows.append(directory.Holder(post=posts[key], person=deputy, deputy=True, from_on=began))
        directory.Holder.objects.bulk_create(rows)

    def _new(self, path: str) -> directory.Person:
        name = self.names.person()
        person = directory.Person(
            id=self._named(f"people/{path}"), name=name, email=email(name, self.town.partnership.key)
        )
        person.set_unusable_password()  # the demonstration lets you choose whom to be
        person.save(force_insert=True)
        self.everybody[f"{self.town.partnership.key}/{path}"] = person
        return person

    def _works(self, person: directory.Person, agency: directory.Agency, job: str, *, keeps: bool = False) -> None:
        """The first who is written down for an agency keeps its directory; whoever is called a manager manages."""
        manages = not agency.office and any(word in job.lower() for word in MANAGERS)
        directory.Work.objects.create(
            person=person, agency=agency, job=job[:200], from_on=self.today - HERE_FOR, manages=manages, keeps=keeps
        )

    def _number(self) -> str:
        return self.names.telephone(self.world["exchange"])

    def _named(self, path: str) -> UUID:
        return same_id(f"{self.town.partnership.key}/{path}")


def same_id(path: str) -> UUID:
    """The same id for the same thing, each time that the demonstration is seeded."""
    return uuid5(NAMESPACE_URL, f"https://example.org/wayforward/demonstration/{path}")


def shown(policy: str, world: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Some of the people of a partnership that has been founded: name, job and agency."""
    wanted = {
        same_id(f"{policy}/people/{agency['key']}/{person['id']}"): (person["job"], agency["name"])
        for agency in world["agencies"]
        for person in agency["people"]
        if person.get("shown")
    }
    names = {person.pk: person.name for person in directory.Person.objects.filter(pk__in=wanted)}
    return [(names[key], *job) for key, job in wanted.items()]


def unknown_posts(policy: Policy, world: Mapping[str, Any]) -> Iterable[str]:
    """Posts that people are written to hold, or that are left vacant, and that the policy does not know."""
    known = {post.id for post in policy.posts}
    groups = world.get("groups", {})
    for agency in world["agencies"]:
        held = [name for person in agency["people"] for name in person["holds"]]
        named = [post for name in held for post in groups.get(name, [name])]
        for post in (*named, *agency.get("vacant", ()), *([agency["door"]] if "door" in agency else [])):
            if post not in known:
                yield f"{agency['key']}: {post}"
