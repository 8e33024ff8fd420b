"""How one difference is said: its kind, its sentence, and the clauses that it rests on."""

from __future__ import annotations

from typing import Any

from wayforward.core.conditions import Condition
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time.dates import listed
from wayforward.policies.comparing.likeness import is_reworded
from wayforward.policies.comparing.sentences import Effect, Kind
from wayforward.policies.comparing.walking import Difference
from wayforward.policies.comparing.words import BASIS, NAMES, PROSE, phrase

NOT_STATED = frozenset({"not-stated", "not stated"})
NAMED_BY = {
    "agency": ("title",), "post": ("title",), "form": ("title",), "report": ("title",), "ending": ("title",),
    "fact": ("asks",), "event": ("says",), "guidance": ("says",), "scope": ("says",), "reference": ("says",),
    "term": ("term",), "noted": ("what",), "duty": ("says",), "field": ("label",), "dropped": ("what",),
}  # fmt: skip
TOLD = frozenset({Effect.LONGER, Effect.SHORTER, Effect.FIRMER, Effect.LOOSER})


def kind_of(each: Difference) -> Kind:
    names = {part.partition("[")[0] for part in each.path}
    if names & BASIS:
        return Kind.BASIS
    if each.moved:
        return Kind.MOVED
    if each.part:
        return Kind.ADDED if each.before is None else Kind.REMOVED
    if each.field in NAMES and each.before and each.after:
        return Kind.RENAMED
    if isinstance(each.before, (bool, Condition)) or isinstance(each.after, (bool, Condition)):
        return Kind.CHANGED
    if _is_empty(each.before):
        return Kind.ADDED
    if _is_empty(each.after):
        return Kind.REMOVED
    if each.field in PROSE:
        return Kind.REWORDED if is_reworded(str(each.before), str(each.after)) else Kind.CHANGED
    return Kind.CHANGED


def _is_empty(value: Any) -> bool:
    return not value or (isinstance(value, str) and value in NOT_STATED)


def said(each: Difference, before: str | None, after: str | None, items: tuple[list[str], list[str]] | None) -> str:
    """ "the time is now 5 working days (was 10 working days)"."""
    words = phrase(each.owner, each.field)
    part = each.path[-1].partition("[")[2].rstrip("]")
    if each.part:
        return f"{'new' if each.before is None else 'no longer'} among {_noun_of(words)}: {after or before}"
    where = [name.partition("[")[2].rstrip("]") for name in each.path if "[" in name]
    words = f"{f'for “{where[0]}”, ' if where else ''}{words}"
    if each.moved:
        return f"{_noun_of(words)}: in another order, now {after} (was {before})"
    if " whether " in f" {words}":
        return f"{words}: now {after or 'no'} (was {before or 'no'})"
    if part or not words.endswith((" is", " are")):
        return f"{words} {after or 'nothing now'} ({_was(before, items)})"
    if after is None:
        return f"{words} {'none now' if each.field == 'unstated' else 'no longer stated'} (was {before})"
    return f"{words} now {after} ({_was(before, items)})"


def _noun_of(words: str) -> str:
    return words.removesuffix(" is").removesuffix(" are")


def _was(before: str | None, items: tuple[list[str], list[str]] | None) -> str:
    """What it was; of two lists that have something in common, only who or what is new and no longer there."""
    if items is None:
        return f"was {before or 'not stated'}"
    new, lost = items
    return "; ".join(filter(None, (f"new: {listed(new)}" if new else "", f"no longer: {listed(lost)}" if lost else "")))


def ended(sentence: str) -> str:
    """With its full stop, unless it ends with a whole sentence that somebody wrote."""
    return sentence if sentence.endswith(".”") else f"{sentence}."


def quoted(text: str) -> str:
    return text if text.startswith("“") else f"“{text}”"


def clauses_of(element: Any, path: tuple[str, ...], owner: Any) -> tuple[str, ...]:
    """The clauses that the field rests on: of the part it is in, else of the element, else of what holds that."""
    if element is None:
        return ()
    if isinstance(element, Policy):
        rest = element.subjects_rest if path == ("subjects",) else None
        return tuple((rest or element.document).clauses)
    for end in range(len(path) - 1, 0, -1):
        part = _at(element, path[:end])
        if getattr(part, "clauses", ()):
            return tuple(part.clauses)
    own = tuple(getattr(element, "clauses", ()))
    return own or tuple(getattr(owner, "clauses", ()))


def _at(element: Any, path: tuple[str, ...]) -> Any:
    """The part of an element that a path leads to; None where it has none."""
    for step in path:
        name, _, part = step.partition("[")
        element = getattr(element, name, None)
        if part and isinstance(element, tuple):
            wanted = part.rstrip("]")
            named = (
                one
                for one in element
                if wanted
                in (getattr(one, "id", None), f"{getattr(one, 'need', '')} {getattr(one, 'name', '')}".strip())
            )
            element = next(named, None)
    return element
