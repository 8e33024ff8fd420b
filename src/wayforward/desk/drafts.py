"""Drafts of a policy: begun from something, saved as they are typed, kept also while they are wrong half-way.

`begin(partnership, person, at, Shipped("barnsley"))` gives a version; `save(version, texts, person, at,
seen=version.saves)` gives Saved, Refused or Overtaken; `policy_of(version)` gives a Policy or PolicyErrors.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID, uuid4

from django.db import transaction

from wayforward.core.policy.whole import Policy
from wayforward.core.verdict import Refused
from wayforward.desk.models import Decision, State, Version
from wayforward.directory.models import Adoption, Partnership, Person
from wayforward.policies import shelf
from wayforward.policies.checking.accepting import ACCEPTED
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.sources import POLICY, Sources

MOST_TEXT = 1_500_000  # characters in all: ten times the longest policy that we have seen
MOST_FILES = 12
A_FILE = re.compile(r"(\.\./)?([a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*\.yaml")
BLANK = """\
# {title}. Every key is explained in the guide to writing a policy.
policy: {policy}
title: {title}
partnership: {partnership}
nation: england
"""


@dataclass(frozen=True)
class Blank:
    """An empty page with a title."""

    title: str


@dataclass(frozen=True)
class Texts:
    """Files that somebody brought, or that a wizard wrote, by name. `note` says in words where they came from."""

    texts: Mapping[str, str]
    note: str


@dataclass(frozen=True)
class Shipped:
    """A policy that comes with Wayforward, by its id."""

    policy: str


READ_IN = "The file of accepted findings came with a file. Nobody gave the names in it on this desk."
Source = Blank | Texts | Shipped | Version | Adoption


@dataclass(frozen=True)
class Saved:
    version: Version


@dataclass(frozen=True)
class Overtaken:
    """Somebody else saved first. Nothing was written; `version` is what is kept now."""

    version: Version
    says: str


@transaction.atomic
def begin(
    partnership: Partnership, person: Person, at: datetime, source: Source, key: UUID | None = None
) -> Version | Refused:
    """Begin a draft. With `key` it has that id; which policies somebody may begin from is for the page to say."""
    texts, note = _beginning(partnership, source)
    if refused := too_much(texts):
        return refused
    version = Version(
        id=key or uuid4(), partnership=partnership, begun_by=person, begun_at=at, note=note[:250],
        from_version=source if isinstance(source, Version) and source.partnership_id == partnership.pk else None,
    )  # fmt: skip
    _write(version, texts, person, at)
    version.save(force_insert=True)
    Decision.objects.create(version=version, by=person, at=at, what="begun", words=note)
    if isinstance(source, Texts) and ACCEPTED in texts:
        Decision.objects.create(version=version, by=person, at=at, what="read-in", words=READ_IN)
    return version


def texts_of(version: Version) -> dict[str, str]:
    """Its files by name. The main one is always there."""
    return dict(version.texts)


@transaction.atomic
def save(
    version: Version, texts: Mapping[str, str], person: Person, at: datetime, seen: int, *, accepting: bool = False
) -> Saved | Refused | Overtaken:
    """Keep these texts, whole, in place of the draft's. `seen` is `saves` of the version that the writer had on screen.

    A text that does not load is kept too. Nothing is written when it is refused or overtaken: the page still has it.
    Acceptances that come in any other way than by `accepting` on this desk are decided as just that: read in.
    """
    now = Version.objects.select_for_update().get(pk=version.pk)
    if now.state != State.DRAFT:
        return Refused(
            "This version is no longer a draft, so its text stays as it is. Begin a new draft from it to change it."
        )
    if now.saves != seen:
        who = "You have" if now.saved_by_id == person.pk else f"{now.saved_by.name} has"
        return Overtaken(now, f"{who} saved this draft since you opened it. Nothing of yours was saved over it.")
    if refused := too_much(texts):
        return refused
    if dict(texts) != now.texts:
        if not accepting and texts.get(ACCEPTED) != now.texts.get(ACCEPTED):
            Decision.objects.create(version=now, by=person, at=at, what="read-in", words=READ_IN)
        _write(now, texts, person, at)
        now.saves += 1
        now.save()
    return Saved(now)


def policy_of(version: Version) -> Policy | PolicyErrors:
    """The policy that its texts make, or every mistake that keeps them from making one."""
    return read(version.texts, version.policy)


def read(texts: Mapping[str, str], folder: str = "") -> Policy | PolicyErrors:
    """The policy of some texts, or the mistakes in them. `folder` is what the mistakes call it."""
    try:
        return shelf.load_text(texts, folder)
    except PolicyErrors as wrong:
        return wrong


def too_much(texts: Mapping[str, str]) -> Refused | None:
    """Why these cannot be kept as the files of a policy, whatever they say."""
    if POLICY not in texts:
        return Refused(f"A policy needs a file called {POLICY}. Add it.")
    if len(texts) > MOST_FILES or sum(map(len, texts.values())) > MOST_TEXT:
        return Refused(
            f"That is too much for one policy. Keep at most {MOST_FILES} files and {MOST_TEXT:,} characters."
        )
    for name, text in texts.items():
        if not A_FILE.fullmatch(name) or posixpath.normpath(name) != name:
            return Refused(f"“{name[:80]}” cannot be the name of a file here. Write one like {POLICY}.")
        if "\x00" in text:
            return Refused(f"{name} holds a character that is no text. Save it as UTF-8 text.")
    return None


def _beginning(partnership: Partnership, source: Source) -> tuple[dict[str, str], str]:
    match source:
        case Blank(title):
            words = {"policy": partnership.key, "title": _as_yaml(title), "partnership": _as_yaml(partnership.name)}
            return {POLICY: BLANK.format_map(words)}, "A blank page"
        case Texts(texts, note):
            return dict(texts), note
        case Shipped(policy):
            return shelf.texts(policy), f"{shelf.load(policy).title}, which comes with Wayforward"
        case Version():
            return dict(source.texts), _called(source)
        case Adoption():
            return dict(source.sources), f"The policy in force in {source.partnership.area}"
        case _:
            assert_never(source)


def _called(version: Version) -> str:
    return f"{version.title or 'A draft without a title'}{f', version {version.number}' if version.number else ''}"


def _as_yaml(text: str) -> str:
    """One line of text in quotation marks."""
    flat = " ".join(text.split())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(version: Version, texts: Mapping[str, str], person: Person, at: datetime) -> None:
    version.texts, version.digest = dict(texts), Sources.of(texts).digest
    version.saved_by, version.saved_at = person, at
    match read(texts):
        case Policy() as policy:
            version.policy, version.title, version.number = policy.id, policy.title[:250], policy.document.version[:80]
        case PolicyErrors():
            version.policy = version.policy or version.partnership.key
