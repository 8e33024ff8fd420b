"""A message that says nothing of whom it is about: it can be made of a reference, an instant, a link and a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from unicodedata import category

from wayforward.core.working_time import dates
from wayforward.core.working_time.london import on_the_wall

FROM = "Wayforward"
LIMIT = "This is the latest moment, not the target: do it as soon as you can."
GOOD_FAITH = "Everybody who takes part is taken to act in good faith."
POLICY_ASKS = "The policy asks for this."
WE_REMIND = "This is Wayforward’s own reminder. The policy does not ask for it, and it moves no date."
SAYS_NOTHING = "This message says nothing of whom it is about, so that it is safe wherever it is read."
ANSWER_THERE = "Do not reply to it: nobody reads the replies. If it is not meant for you, delete it."
LONGEST = 100


class Sort(StrEnum):
    """What kind of thing waits. There are few, so that a mailbox tells nobody what a disagreement is about."""

    ACT = "act"
    ANSWER = "answer"
    READ = "read"
    REMINDER = "reminder"
    PASSED = "passed"
    MOVED = "moved"
    UNREACHED = "unreached"
    TALK = "talk"
    DIGEST = "digest"


HEADLINES = {
    Sort.ACT: "Something waits for you to do",
    Sort.ANSWER: "Something waits for your answer",
    Sort.READ: "There is something new for you to read",
    Sort.REMINDER: "Something still waits for you",
    Sort.PASSED: "The latest moment for something has passed",
    Sort.MOVED: "A date has changed",
    Sort.UNREACHED: "Somebody could not be reached, and may have to be rung",
    Sort.TALK: "A colleague at your own agency has written to you",
    Sort.DIGEST: "Several things wait for you",
}
SORTS = {
    "duty": Sort.ACT, "stage": Sort.ACT,
    "proposed": Sort.ANSWER, "offer": Sort.ANSWER, "time-asked": Sort.ANSWER,
    "chase": Sort.REMINDER, "half-way": Sort.REMINDER, "target": Sort.REMINDER, "due-today": Sort.REMINDER,
    "silent": Sort.REMINDER, "prompt": Sort.REMINDER, "quiet": Sort.REMINDER,
    "overdue": Sort.PASSED, "late": Sort.PASSED, "passed": Sort.PASSED,
    "moved": Sort.MOVED,
    "undelivered": Sort.UNREACHED,
    "talk": Sort.TALK,
    "digest": Sort.DIGEST,
}  # fmt: skip # every other kind is something new to read
SIGN_IN = {
    Sort.UNREACHED: "Sign in to see who it is and whom to ring:",
    Sort.DIGEST: "Sign in to see them:",
}


@dataclass(frozen=True)
class Words:
    """All that a message can be made of. `name` is the reader's own, empty for a mailbox that several people read.

    `reference` is empty where the message is about nothing that has one: a talk with a colleague, or a digest.
    """

    reference: str
    due_at: datetime | None
    link: str
    name: str


@dataclass(frozen=True)
class Message:
    """What is sent. The first line of `body` is what a mail program shows before the message is opened."""

    subject: str
    body: str


def sort_of(kind: str) -> Sort:
    """Which of the few sorts a kind of notice is told as."""
    return SORTS.get(kind, Sort.READ)


def headline(kind: str) -> str:
    """In a few words what waits: how a message begins, and its subject."""
    return HEADLINES[sort_of(kind)]


def written(kind: str, ours: bool, words: Words) -> Message:
    """The message about a notice of this kind. `ours`: Wayforward adds it, and the policy does not ask for it."""
    sort = sort_of(kind)
    told = headline(kind)
    reference = _one_line(words.reference)
    about = "" if sort is Sort.DIGEST else WE_REMIND if ours else POLICY_ASKS if _of_the_policy(sort) else ""
    paragraphs = [
        f"{told}." if not reference else f"{told}. The reference is {reference}.",
        _greeting(words.name),
        _by_when(sort, words.due_at),
        about,
        f"{SIGN_IN.get(sort, 'Sign in to see it:')}\n{words.link}",
        "" if sort is Sort.TALK else GOOD_FAITH,
        f"{SAYS_NOTHING} {ANSWER_THERE}",
    ]
    subject = f"{reference}: {told[0].lower()}{told[1:]}" if reference else told
    return Message(subject=subject, body="\n\n".join(filter(None, paragraphs)) + "\n")


def personalisation(words: Words) -> dict[str, str]:
    """The four fields of a GOV.UK Notify template, and no other."""
    return {
        "reference": _one_line(words.reference) or "no reference",
        "due": in_words(words.due_at) if words.due_at else "no date is given",
        "link": words.link,
        "name": _one_line(words.name) or "colleague",
    }


def in_words(at: datetime) -> str:
    """ "5pm on Friday 20 November 2026", on London's clocks: plain text, and true whenever it is read."""
    wall = on_the_wall(at)
    return f"{dates.said(wall.time())} on {dates.written(wall.date())}"


def _by_when(sort: Sort, due_at: datetime | None) -> str:
    if due_at is None or sort is Sort.DIGEST:
        return ""
    if sort is Sort.PASSED:
        return f"The latest moment was {in_words(due_at)}."
    return f"The latest moment is {in_words(due_at)}. {LIMIT}"


def _of_the_policy(sort: Sort) -> bool:
    return sort in (Sort.ACT, Sort.REMINDER, Sort.PASSED)


def _greeting(name: str) -> str:
    said = _one_line(name)
    return f"Hello {said}," if said else "Hello,"


def _one_line(said: str) -> str:
    """Without line breaks or other signs that nobody sees, so that no name can add a header or a line of its own."""
    seen = "".join(" " if category(sign)[0] in "CZ" else sign for sign in said)
    return " ".join(seen.split())[:LONGEST]
