"""How a message stands: what has happened to it, each thing with its instant and its reader, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wayforward.notices.models import Delivery, Notice


class Fact(StrEnum):
    """What can be known of a message. To be handed over is not to be delivered, nor is that to be read."""

    QUEUED = "queued"
    CANNOT_BE_SENT = "cannot-be-sent"
    TRYING = "trying"  # tried, and not through yet: it goes on
    HANDED_OVER = "handed-over"  # a carrier took it
    DELIVERED = "delivered"  # the carrier says that it is in the mailbox
    FAILED = "failed"  # given up at this address, or sent back
    NOBODY = "nobody"  # no address is left
    GATHERED = "gathered"  # goes with others in one message
    DROPPED = "dropped"  # no longer true, or not to be read, when it was to go
    ACKNOWLEDGED = "acknowledged"  # by a named person
    ACTED = "acted"


PLACE = {fact: place for place, fact in enumerate(Fact)}
SAYS = {
    "": "",
    "nobody-holds": "Nobody answers for that post today.",
    "no-access": "Nobody who answers there may read it.",
    "left": "The account is closed.",
    "domain": "The address is not where that agency has its mail.",
    "refused": "The mail server there refused the address.",
    "no-address": "There is no such address.",
    "cannot-be-sent": "It cannot be sent.",
    "could-not-be-made": "It could not be made into a message.",
    "bounced": "It came back: the address does not take messages.",
    "mailbox-full": "It came back: the mailbox is full.",
    "rejected": "It came back: the mail server there does not take it.",
    "gave-up": "The carrier gave up after several days.",
    "unreachable": "The mail server could not be reached.",
    "not-now": "The mail server put it off.",
    "no-answer": "The carrier did not answer: whether it took the message is being asked.",
    "done": "What it asked for was done meanwhile.",
    "lapsed": "What it asked for was no longer owed.",
    "closed": "It had ended meanwhile.",
    "answered": "The answer it asked for was given meanwhile.",
    "superseded": "A later message said the same.",
    "acknowledged": "It had been acknowledged meanwhile.",
    "moved-on": "It had moved on to another stage meanwhile.",
    "replaced": "Somebody else answers there now, and was written to instead.",
    "nothing-left": "Nothing in it was still waiting.",
}  # a word that we store, and what it means to a reader
NEXT = "Whoever is next there was written to instead."


@dataclass(frozen=True)
class Step:
    """One thing that happened. `to`: who or which mailbox, empty for the message itself. `why`: in a sentence."""

    fact: Fact
    at: datetime
    to: str = ""
    why: str = ""


@dataclass(frozen=True)
class Stands:
    """Everything that happened to a message, in the order in which it did; `now` is what counts of it."""

    steps: tuple[Step, ...]
    now: Step

    @property
    def needs_ringing(self) -> bool:
        """Whether nobody is known to have it and no try is left."""
        return self.now.fact in (Fact.FAILED, Fact.NOBODY, Fact.CANNOT_BE_SENT)


def says(why: str) -> str:
    """The sentence of a word that we store; what a policy or an operator wrote, as it is."""
    word = why.removesuffix("-next")
    return f"{SAYS[word]} {NEXT}" if word != why and word in SAYS else SAYS.get(why, why)


def stands(notice: Notice, deliveries: Iterable[Delivery], acted_at: datetime | None = None) -> Stands:
    """How a message stands. Its rows are loaded already: each try with its person and post.

    Pass the tries of its digest too where it was gathered into one. `acted_at` is when whoever was told did what it
    asked. A failure counts only where no other try stands, for as long as nobody has said that they have seen it.
    """
    steps = [Step(Fact.QUEUED, notice.owed_at)]
    tries = sorted(deliveries, key=lambda one: one.queued_at)
    open_tries = [one for one in tries if one.failed_at is None]
    for one in tries:
        steps.extend(_of_a_try(one))
    if notice.blocked:
        steps.append(Step(Fact.CANNOT_BE_SENT, notice.owed_at, why=notice.blocked))
    if notice.failed_at is not None and not open_tries and not notice.blocked:
        steps.append(Step(Fact.NOBODY, notice.failed_at, why=says(notice.failed_because)))
    if notice.digest is not None and not tries:
        steps.append(Step(Fact.GATHERED, notice.digest.owed_at))
    if notice.dropped_at is not None:
        steps.append(Step(Fact.DROPPED, notice.dropped_at, why=says(notice.dropped_because)))
    if not tries and notice.handed_over_at is not None:  # handed over before tries were kept
        steps.append(Step(Fact.HANDED_OVER, notice.handed_over_at))
    if not tries and notice.delivered_at is not None:
        steps.append(Step(Fact.DELIVERED, notice.delivered_at))
    if notice.acknowledged_at is not None:
        steps.append(Step(Fact.ACKNOWLEDGED, notice.acknowledged_at))
    if acted_at is not None:
        steps.append(Step(Fact.ACTED, acted_at))
    steps.sort(key=lambda step: (step.at, PLACE[step.fact]))
    return Stands(tuple(steps), _counts(steps, bool(open_tries)))


def reader(one: Delivery) -> str:
    """Who a try was meant for: a person by name, or the mailbox of a post."""
    if one.person is not None:
        return one.person.name
    return f"the mailbox of {one.post}" if one.post is not None else one.address


def _of_a_try(one: Delivery) -> Iterable[Step]:
    to = reader(one)
    if one.handed_over_at is not None:
        yield Step(Fact.HANDED_OVER, one.handed_over_at, to)
    if one.delivered_at is not None:
        yield Step(Fact.DELIVERED, one.delivered_at, to)
    if one.failed_at is not None:
        yield Step(Fact.FAILED, one.failed_at, to, says(one.why))
    elif one.handed_over_at is None and one.attempts:
        yield Step(Fact.TRYING, one.queued_at, to, says(one.why))


def _counts(steps: list[Step], still_tried: bool) -> Step:
    """What a reader has to know first: that it was acted on or seen, else where it is, else that nobody has it."""
    latest = {step.fact: step for step in steps}
    order = [Fact.ACTED, Fact.ACKNOWLEDGED, Fact.DROPPED, Fact.CANNOT_BE_SENT]
    if still_tried or Fact.FAILED not in latest:
        order += [Fact.DELIVERED, Fact.HANDED_OVER, Fact.TRYING]
    order += [Fact.NOBODY, Fact.FAILED, Fact.GATHERED, Fact.QUEUED]
    return next(latest[fact] for fact in order if fact in latest)
