"""The values in a story: each checked against the policy, and made into what a rehearsal works with."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time
from typing import Any

from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import LONDON
from wayforward.policies.errors import PolicyError, nearest, quoted
from wayforward.policies.source import Place

SUBJECTS = ("child", "young-person", "unborn", "adult", "none")
FACTS_ALWAYS_KNOWN = ("stage", "line", "formal", "subject", "raising", "responding", "status", "answered")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Story:
    """What a story may name, and what was found wrong in it."""

    def __init__(self, policy: Policy) -> None:
        self.errors: list[PolicyError] = []
        self.stages = frozenset(stage.id for stage in policy.stages)
        self.agencies = frozenset(agency.id for agency in policy.agencies)
        self.posts = frozenset(post.id for post in policy.posts)
        self.duties = frozenset(duty.id for duty in policy.duties)
        self.events = frozenset(event.id for event in policy.events)
        self.endings = frozenset({"withdrawn", *(ending.id for ending in policy.endings)})
        self.clauses = frozenset(clause.id for clause in policy.clauses)
        self.fields = frozenset(field.id for form in policy.forms for field in form.fields)
        self.facts = {fact.id: fact for fact in policy.facts}
        self.statuses = frozenset(status for agency in policy.agencies for status in agency.statuses)

    def wrong(self, place: Place, what: str, write: str, *, key: bool = False) -> None:
        self.errors.append(place.error(what, write, key=key))

    def known(self, name: Any, names: Collection[str], place: Place, kind: str, of: str = " of this policy") -> str:
        if not isinstance(name, str):
            return text(name, place, self)
        if name not in names:
            self.wrong(place, f"“{name}” is no {kind}{of}", nearest(name, names))
        return name


Value = Callable[[Any, Place, Story], Any]


def text(value: Any, place: Place, story: Story) -> str:
    match value:
        case str():
            return value
        case bool() | int() | float():
            written = place.source.written.get(place.path, str(value).lower())
            story.wrong(place, f"{written} stands outside quotation marks, so it is not a text", quoted(written))
        case _:
            story.wrong(place, "this is one text", "some words")
    return ""


def truth(value: Any, place: Place, story: Story) -> bool:
    """True or false, for which yes and no may stand."""
    if value in ("yes", "no"):
        return bool(value == "yes")
    if not isinstance(value, bool):
        story.wrong(place, f"“{value}” is neither true nor false", "true or false")
    return value is True


def instant(value: Any, place: Place, story: Story) -> datetime | None:
    """An aware instant; without an offset it is on London's clocks."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return read if read.tzinfo else read.replace(tzinfo=LONDON)
    write = f'"{value}T09:00"' if isinstance(value, str) and _DAY.fullmatch(value) else '"2025-08-21T14:10"'
    story.wrong(place, f"“{value}” is not an instant", write)
    return None


def day_or_instant(value: Any, place: Place, story: Story) -> datetime | None:
    """An instant; a plain date is its first moment in London, from which no deadline comes out too late."""
    day = when(value, place, story) if isinstance(value, str) and _DAY.fullmatch(value) else None
    if day is not None:
        return datetime.combine(day, time(), LONDON)
    return instant(value, place, story)


def when(value: Any, place: Place, story: Story) -> date | datetime | None:
    """A date, an instant, or null where no time is expected."""
    if value is None:
        return None
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            story.wrong(place, f"“{value}” is not a date", "2025-08-29")
            return None
    if isinstance(value, str) and "T" in value:
        return instant(value, place, story)
    story.wrong(place, f"“{value}” is neither a date nor an instant", '2025-08-29, or "2025-08-29T17:00"')
    return None


def nothing_or_text(value: Any, place: Place, story: Story) -> str | None:
    return None if value is None else text(value, place, story)


def texts(value: Any, place: Place, story: Story) -> tuple[str, ...]:
    return tuple(each(text)(value, place, story))


def each(one: Value) -> Value:
    """A list of such values, or one of them alone."""

    def read(value: Any, place: Place, story: Story) -> tuple[Any, ...]:
        if isinstance(value, list):
            return tuple(one(item, place / i, story) for i, item in enumerate(value))
        return (one(value, place, story),)

    return read


def agency(value: Any, place: Place, story: Story) -> str:
    """An agency by its kind, or "kind:name" for one of several of a kind."""
    kind = value.partition(":")[0] if isinstance(value, str) else value
    story.known(kind, story.agencies, place, "agency")
    return str(value)


def stage(value: Any, place: Place, story: Story) -> str:
    return story.known(value, story.stages, place, "stage")


def duty(value: Any, place: Place, story: Story) -> str:
    """A duty by its id, or by the key of one instance of it: "tell-the-office:2"."""
    if isinstance(value, str) and re.split(r"[:#@]", value)[0] in story.duties:
        return value
    return story.known(value, story.duties, place, "duty")


def event(value: Any, place: Place, story: Story) -> str:
    return story.known(value, story.events, place, "event")


def ending(value: Any, place: Place, story: Story) -> str:
    return story.known(value, story.endings, place, "ending")


def state(value: Any, place: Place, story: Story) -> str:
    return story.known(value, {*story.endings, "open", "resolved", "decided"}, place, "state")


def status(value: Any, place: Place, story: Story) -> str:
    return story.known(value, story.statuses, place, "case status")


def subject(value: Any, place: Place, story: Story) -> str:
    return story.known(value, SUBJECTS, place, "kind of subject", "")


def clause(value: Any, place: Place, story: Story) -> str:
    return story.known(value, story.clauses, place, "clause")


def who(value: Any, place: Place, story: Story) -> str:
    """Whoever acts: a side, the office, a post, or an agency."""
    if isinstance(value, str) and value.partition(":")[0] in story.agencies:
        return value
    return story.known(value, {"raising", "responding", "office", *story.posts, *story.agencies}, place, "actor")


def told(value: Any, place: Place, story: Story) -> str:
    """Whom a notice is owed to: a person of the language, or a post with or without its side."""
    if isinstance(value, str) and value.rpartition(" ")[2] in story.posts:
        return value
    people = {
        "raiser",
        "supporter",
        "counterpart",
        "all involved",
        "each agency",
        *story.posts,
        *story.agencies,
    }
    return story.known(value, people, place, "person or post")


def answers(value: Any, place: Place, story: Story) -> dict[str, str]:
    """What was written in form fields."""
    return mapping(value, place, story, lambda name, at: story.known(name, story.fields, at, "form field"), text)


def facts(value: Any, place: Place, story: Story) -> dict[str, Any]:
    """What is known of the case: a value, or a list of them."""
    if not isinstance(value, dict):
        story.wrong(place, "facts are a set of keys", "{a-fact: a-value}")
        return {}
    return {name: fact(name, given, place / name, story) for name, given in value.items()}


def fact(name: str, given: Any, place: Place, story: Story) -> Any:
    known = story.facts.get(name)
    if known is None:
        if name == "status":
            return given
        story.wrong(place, f"“{name}” is no fact of this policy", nearest(name, story.facts), key=True)
        return given
    if known.kind is FactKind.DATE:
        return text(given, place, story)
    values = ("yes", "no") if known.kind is FactKind.YES_NO else tuple(option.id for option in known.options)
    given = ("yes" if given else "no") if isinstance(given, bool) else given
    read: Value = lambda one, at, _: story.known(one, values, at, "value", f" of “{name}”")  # noqa: E731 -- a def hides it
    return each(read)(given, place, story) if isinstance(given, list) else read(given, place, story)


def given_fact(value: Any, place: Place, story: Story) -> str:
    """A fact that holds, as "urgent" or "plan=child-protection"."""
    name, _, option = text(value, place, story).partition("=")
    if name not in story.facts and name not in FACTS_ALWAYS_KNOWN:
        story.wrong(place, f"“{name}” is no fact of this policy", nearest(name, story.facts))
    elif option and name in story.facts:
        fact(name, option, place, story)
    return str(value)


def mapping(value: Any, place: Place, story: Story, key: Callable[[str, Place], object], one: Value) -> dict[str, Any]:
    """A set of keys, each key checked and each value read."""
    if not isinstance(value, dict):
        story.wrong(place, "this is a set of keys", "{key: value}")
        return {}
    for name in value:
        key(name, place / name)
    return {name: one(item, place / name, story) for name, item in value.items()}
