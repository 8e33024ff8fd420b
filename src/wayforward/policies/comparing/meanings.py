"""By what an element is known again in another policy: its id where people chose it, else what it means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from wayforward.core.policy.duties import DutyKind
from wayforward.core.policy.whole import Policy
from wayforward.policies.comparing.likeness import ALIKE, likeness
from wayforward.policies.comparing.references import FACTS, OCCURRENCES, PEOPLE, Renames
from wayforward.policies.comparing.walking import Key, both

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TEXTS = frozenset({"assumption", "guidance", "scope", "clause", "term", "noted", "reference"})  # known by their words
NUMBERED = frozenset({"route", "start"})  # their ids count the rows, unless somebody chose one
RELATED = 0.3  # below this, two texts of different policies under one id are about different things
Likeness = Callable[[Any, Any], float]


def keys(kind: str, before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Key, Key]]:
    """What has to agree for two elements to be the same one, the surest first."""
    anew = kind in TEXTS and before.id != after.id
    if kind not in ("dropped", "accepted") and not anew:
        yield both(lambda each: None if kind in NUMBERED and is_default(kind, each) else each.id)
    of_kind = KEYS.get(kind)
    if of_kind:
        yield from of_kind(before, after, renames)
    text = both(lambda each: words(each) or None)
    yield text


def likenesses(kind: str, before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Likeness, float]]:
    """How alike two elements are that no key brings together, and how alike they have to be."""
    if kind in TEXTS and before.id != after.id:
        yield (lambda one, other: likeness(words(one), words(other)) if one.id == other.id else 0.0), RELATED
    if kind == "post":
        yield _like_posts(renames), RELATED
    if kind == "duty":
        yield (lambda one, other: likeness(one.says, other.says) if one.kind == other.kind else 0.0), ALIKE
    if kind in ("agency", "fact", "stage", "form", "field", "guidance", "scope", "report", "ending", "assumption",
                "clause", "event", "term", "reference", "noted"):  # fmt: skip
        yield (lambda one, other: likeness(words(one), words(other))), ALIKE


def words(element: Any) -> str:
    """The words by which people know an element."""
    named = (getattr(element, name, None) for name in ("title", "label", "asks", "says", "term", "what"))
    return next((text for text in named if text), "")


def is_default(kind: str, element: Any, owner: Any = None) -> bool:
    """Whether the id is one that Wayforward makes from what the element says, so that it moves with it."""
    match kind:
        case "route":
            made = rf"{re.escape(element.agency)}-{re.escape(element.line)}-\d+".lower()
        case "move":
            made = rf"{re.escape(owner.id) if owner else '.+'}-to-{re.escape(element.to)}"
        case "start":
            made = r"start-\d+"
        case "duty" if element.kind is DutyKind.RESOLVE and element.stage:
            made = rf"{re.escape(element.stage)}-limit"
        case "guidance" if element.kind == "window":
            made = r"window-.+"
        case _:
            return False
    return re.fullmatch(made, element.id) is not None


def _posts(before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Key, Key]]:
    yield _sided(renames, lambda post, read: (read(("agency",), post.of), post.title.lower()))
    alone = _only_ones(before, after, renames)
    yield _sided(renames, lambda post, read: alone.get((post.role, read(("agency",), post.of))))


def _only_ones(before: Policy, after: Policy, renames: Renames) -> Mapping[tuple[str | None, str], Hashable]:
    """The roles that one post alone has, on both sides."""
    mine = Counter((post.role, renames.earlier(("agency",), post.of)) for post in before.posts)
    theirs = Counter((post.role, renames.later(("agency",), post.of)) for post in after.posts)
    return {key: key for key, count in mine.items() if key[0] and count == 1 and theirs[key] == 1}


def _like_posts(renames: Renames) -> Likeness:
    def alike(one: Any, other: Any) -> float:
        if renames.earlier(("agency",), one.of) != renames.later(("agency",), other.of):
            return 0.0
        how = likeness(one.title, other.title)
        return how if one.role == other.role or how >= ALIKE else 0.0

    return alike


def _stages(before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Key, Key]]:
    yield both(lambda stage: (stage.beside, stage.label.lower(), stage.title.lower()))
    yield both(lambda stage: None if stage.beside else number(stage.label))
    yield both(lambda stage: (stage.beside, stage.label.lower()))


def number(label: str) -> int | None:
    """The number in a label: 2 in "Stage Two", "Step 2" or "Level 2"."""
    for word in re.findall(r"[a-z]+|\d+", label.lower()):
        if word.isdecimal():
            return int(word)
        if word in NUMBERS:
            return NUMBERS.index(word)
    return None


def _moves(before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Key, Key]]:
    yield _sided(renames, lambda move, read: (read(("stage",), move.to), move.kind, read(FACTS, move.when)))
    yield _sided(renames, lambda move, read: (read(("stage",), move.to), move.kind))
    yield _sided(renames, lambda move, read: read(("stage",), move.to))


def _starts(before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Key, Key]]:
    yield _sided(renames, lambda start, read: (read(("stage",), start.at), read(FACTS, start.when)))
    yield _sided(renames, lambda start, read: read(("stage",), start.at))
    yield _sided(renames, lambda start, read: read(FACTS, start.when))


def _duties(before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Key, Key]]:
    yield _sided(renames, lambda duty, read: read(("stage",), duty.stage) if duty.stage else None)
    roles = {post.id: post.role or post.id for post in (*before.posts, *after.posts)}

    def asked(people: tuple[str, ...], read: Callable[..., Any]) -> frozenset[str]:
        return frozenset(" ".join(roles.get(word, word) for word in who.split(" ")) for who in read(PEOPLE, people))

    def occasions(duty: Any, read: Callable[..., Any]) -> Hashable:
        return frozenset(read(OCCURRENCES, duty.when)) or None

    def known(duty: Any, *parts: Hashable) -> Hashable:
        return None if duty.kind is DutyKind.RESOLVE or None in parts else (duty.kind, duty.system, *parts)

    def whom(duty: Any, read: Callable[..., Any]) -> Hashable:
        return known(duty, occasions(duty, read), asked(duty.who, read), asked(duty.to, read))

    yield _sided(renames, lambda duty, read: whom(duty, read) and (whom(duty, read), read(FACTS, duty.applies)))
    yield _sided(renames, whom)
    yield _sided(renames, lambda duty, read: known(duty, occasions(duty, read), asked(duty.who, read)))


def _routes(before: Policy, after: Policy, renames: Renames) -> Iterator[tuple[Key, Key]]:
    """Rows have no names of their own: one is known by whom it is for, and then by whom it names."""

    def case(row: Any, read: Callable[..., Any]) -> tuple[Hashable, ...]:
        over = None if row.takes_over is None else read(FACTS, row.takes_over)
        return read(("agency",), row.agency), row.line, row.status, read(FACTS, row.when), over

    def hours(row: Any, read: Callable[..., Any]) -> Hashable:
        return (read(("window",), row.hours),)

    def posts(row: Any, read: Callable[..., Any]) -> Hashable:
        return frozenset(read(PEOPLE, row.posts))

    yield _sided(renames, lambda row, read: (*case(row, read), hours(row, read), posts(row, read), row.choice))
    yield _sided(renames, lambda row, read: (*case(row, read), hours(row, read), posts(row, read)))
    yield _sided(renames, lambda row, read: (*case(row, read), posts(row, read)))
    yield _sided(renames, lambda row, read: (*case(row, read)[:3], hours(row, read), posts(row, read)))
    yield _sided(renames, lambda row, read: (*case(row, read), hours(row, read), row.choice))
    yield _sided(renames, lambda row, read: (*case(row, read), hours(row, read)))
    yield _sided(renames, lambda row, read: (*case(row, read)[:2], row.status, posts(row, read)))
    yield _sided(renames, lambda row, read: case(row, read))


KEYS: Mapping[str, Callable[[Policy, Policy, Renames], Iterator[tuple[Key, Key]]]] = {
    "post": _posts,
    "stage": _stages,
    "move": _moves,
    "start": _starts,
    "duty": _duties,
    "route": _routes,
    "window": lambda before, after, renames: iter((both(lambda window: (window.spans, window.complement)),)),
    "dropped": lambda before, after, renames: iter((both(lambda each: each.what),)),
    "accepted": lambda before, after, renames: iter((both(lambda each: each.finding),)),
}


def _sided(renames: Renames, key: Callable[[Any, Callable[..., Any]], Hashable]) -> tuple[Key, Key]:
    """A key that reads the names of each policy as they are called in the later one."""
    return (lambda each: key(each, renames.earlier)), (lambda each: key(each, renames.later))
