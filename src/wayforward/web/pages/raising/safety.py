"""Safety first: what the policy asks where harm is immediate, whom to ring for it, and one's own lead told at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wayforward.core.conditions import Facts
from wayforward.core.people import Seat
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.people import Post as Role
from wayforward.core.rulebook import Rulebook, bare
from wayforward.core.working_time import Unit
from wayforward.directory.models import Agency, Person
from wayforward.directory.seating import Chair, Seating, answering
from wayforward.escalations import talks
from wayforward.escalations.drafts import Draft
from wayforward.web import words
from wayforward.web.cards import clauses

NAMED = ("immediate-danger", "immediate-harm")
OWN = ("raising", "each")


@dataclass(frozen=True)
class Told:
    """Somebody the policy wants told at once: a post in the policy's words, and what stands there today."""

    duty: Duty
    role: Role
    own: bool  # a post of the raising agency
    chair: Chair


def danger_fact(rules: Rulebook) -> Fact | None:
    """The policy's own question about immediate harm, or None where it asks none.

    Its usual name; else the yes-or-no fact on which somebody has to be told at once.
    """
    named = next((rules.facts[name] for name in NAMED if name in rules.facts), None)
    if named is not None:
        return named
    for duty in _at_once(rules):
        for name in sorted(duty.applies.facts()):
            fact = rules.facts.get(name)
            if fact is not None and fact.kind is FactKind.YES_NO and fact.asked == "raise":
                return fact
    return None


def told_at_once(rules: Rulebook, own: Agency, seating: Seating) -> list[Told]:
    """Whom the policy wants told because harm is immediate, beside 999 and beside the dispute."""
    fact = danger_fact(rules)
    if fact is None:
        return []
    yes: Facts = {fact.id: frozenset({"yes"})}
    found = []
    for duty in rules.policy.duties:
        if duty.system or duty.kind is not DutyKind.NOTIFY or "raised" not in duty.when:
            continue
        if fact.id in duty.applies.facts() and duty.applies.holds(yes) and not duty.applies.holds({}):
            found += [_told(duty, to, rules, own, seating) for to in duty.to if bare(to) in rules.posts]
    return found


def alert(person: Person, draft: Draft, own: Agency, rules: Rulebook, at: datetime) -> None:
    """Begin an alert to each of one's own leads that the policy names, once for each draft.

    Nobody is alerted by themselves: a lead who raises it is told so on the page instead.
    """
    leads = [told for told in told_at_once(rules, own, Seating(own.partnership_id)) if told.own]
    for key, told in zip(talks.alert_keys(draft.pk), leads, strict=False):
        if told.chair.post is not None and answering(told.chair.post, at) == [person]:
            continue
        talks.alert(person, own, told.chair.post, told.duty, at, key=key, why=told.chair.vacant)


def ring(person: Person, draft: Draft, own: Agency, rules: Rulebook, at: datetime) -> list[dict[str, Any]]:
    """What the page shows for each: who, their number, and how the notice to them stands."""
    texts = {clause.id: clause.says for clause in rules.policy.clauses}
    found = told_at_once(rules, own, Seating(own.partnership_id))
    keys = iter(talks.alert_keys(draft.pk))
    return [
        {
            "says": told.duty.says,
            "post": words.bare_title(told.role.title),
            "article": "your " if told.own else "" if words.bare_title(told.role.title)[:1].isupper() else "the ",
            "own": told.own,
            "agency": told.chair.agency.name if told.chair.agency else "",
            "phones": _phones(told),
            "notice": _notice(person, next(keys), at) if told.own else None,
            **_self(person, told, at),
            "vacant": told.chair.vacant,
            "clauses": clauses(told.duty.clauses, texts),
        }
        for told in found
    ]


def _at_once(rules: Rulebook) -> list[Duty]:
    return [
        duty for duty in rules.policy.duties
        if duty.kind is DutyKind.NOTIFY and not duty.system and "raised" in duty.when
        and duty.time is not None and duty.time.within is not None
        and duty.time.within.unit is Unit.AS_SOON_AS_POSSIBLE
    ]  # fmt: skip


def _told(duty: Duty, to: str, rules: Rulebook, own: Agency, seating: Seating) -> Told:
    role = rules.posts[bare(to)]
    side = to.rpartition(" ")[0] or role.of
    mine = side in OWN
    agency = own.key if mine else side
    return Told(duty, role, mine, seating.at(Seat(agency=agency, post=role.id, stand_ins=role.falls_to)))


def _phones(told: Told) -> list[str]:
    """The post's number today, then the number at that agency that somebody always answers."""
    chair = told.chair
    found = [chair.post.phone if chair.post else "", chair.agency.last_resort if chair.agency else ""]
    if not chair.post and told.role.contact.phone:
        found.insert(0, told.role.contact.phone)
    return [phone for phone in dict.fromkeys(found) if phone]


def _self(person: Person, told: Told, at: datetime) -> dict[str, Any]:
    """Whether they are the lead themselves; then who else answers there, and a number that is not theirs.

    A deputy rings whoever answers before them.
    """
    here = answering(told.chair.post, at) if told.chair.post is not None else []
    own, agency = told.chair.post.phone if told.chair.post else "", told.chair.agency
    always = agency.last_resort if agency is not None and agency.last_resort != own else ""
    return {
        "self": here[:1] == [person] if told.own else here == [person],
        "others": [other.name for other in here if other != person],
        "always": always,
    }


def _notice(person: Person, key: Any, at: datetime) -> dict[str, Any] | None:
    talk = talks.find(person, key, at)
    notice = talks.told(talk) if talk is not None else None
    if talk is None or notice is None:
        return None
    return {"talk": talk, "owed_at": notice.owed_at, "handed_over_at": notice.handed_over_at,
            "acknowledged_at": notice.acknowledged_at, "blocked": notice.blocked}  # fmt: skip
