"""The people of a policy: agencies, and posts with the ways to reach them; never persons."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from wayforward.core.policy.elements import Element


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How a post is reached, as the policy prints it. Empty where the policy gives nothing."""

    phone: str | None = None
    email: str | None = None
    marked: str | None = None  # words the message must carry, such as "FAO Partnership Manager"
    secure: bool = False  # the text asks for secure e-mail or a password
    says: str = ""
    printed: str | None = None  # as the text prints it, where that cannot be used as it stands
    one_person: bool = False  # the text gives one person's own name or mailbox, which is left out here


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """The post that stands for another in one kind of agency, possibly lent by a different agency (a proxy)."""

    title: str
    of: str | None = None  # the agency kind that lends it; None: the agency's own


class PostKind(enum.StrEnum):
    """What stands behind the title of a post."""

    PERSON = "person"
    TEAM = "team"
    MEETING = "meeting"  # where something can be raised, such as a review
    PROCEDURE = "procedure"  # another procedure that takes it up, such as complaints
    BODY = "body"  # a board, a group, an organisation


@dataclass(frozen=True, kw_only=True)
class AlsoCalled:
    """Another name that the text uses for a post."""

    says: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Post(Element):
    """A role in the policy, never a person."""

    title: str
    of: str  # raising, responding, each, partnership, outside, or an agency id
    contact: Contact = Contact()
    via: str | None = None  # another post through whom this one is reached
    equivalents: Mapping[str, Equivalent] = field(default_factory=dict)
    falls_to: tuple[str, ...] = ()  # who stands in where nobody holds it, in order
    role: str | None = None  # the normalised role, for comparing policies
    kind: PostKind = PostKind.PERSON
    also_called: tuple[AlsoCalled, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Agency(Element):
    """A kind of agency with a place in the policy; a partnership's real agencies are each of one kind."""

    title: str
    statuses: tuple[str, ...] = ()  # the case statuses its ladder tells apart
    statuses_titles: Mapping[str, str] = field(default_factory=dict)
    told: bool = True  # False: Wayforward sends it nothing by itself, such as a family
