"""What every page of the editor begins with: the version being written, its texts, and what stands beside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.desk import drafts
from wayforward.desk.drafts import Overtaken
from wayforward.desk.models import State, Version
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.writing.editing import find
from wayforward.policies.writing.faults import Fault, Read, reading
from wayforward.policies.writing.known import Known
from wayforward.policies.writing.parts import Element, Part, Section, part_of, parts, section
from wayforward.policies.writing.wording import TITLES
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.access import Desk
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.writing.beside import beside
from wayforward.web.pages.desk.writing.telling import told

SEEN = "saves"  # the field that says which state of the draft somebody had on screen


@dataclass
class Writing:
    """One version at its writing desk."""

    desk: Desk
    version: Version

    @cached_property
    def texts(self) -> dict[str, str]:
        return drafts.texts_of(self.version)

    @cached_property
    def known(self) -> Known:
        return Known(self.texts)

    @cached_property
    def read(self) -> Read:
        return reading(self.texts)

    @property
    def open(self) -> bool:
        """Whether its text may still be changed."""
        return self.version.state == State.DRAFT and self.desk.governs

    def sections(self) -> tuple[Section, ...] | PolicyErrors:
        """Every part, or why the file cannot be taken apart."""
        try:
            return parts(self.texts)
        except PolicyErrors as wrong:
            return wrong

    def section(self, part: Part) -> Section:
        """One part. 404 where the file cannot be read: the contents page says why, and leads to the file."""
        try:
            return section(self.texts, part)
        except PolicyErrors:
            raise Http404 from None

    def element(self, part: Part, key: str) -> Element:
        """One element; a single one, and a stage's time, are there also where nothing is written of them."""
        try:
            found = find(self.texts, part, key)
        except PolicyErrors:
            raise Http404 from None
        if found is None:
            if part.id == "times" and find(self.texts, _part("stages"), key) is not None:
                return Element(part.id, key, (), {})
            raise Http404
        return found

    def save(self, request: HttpRequest, texts: dict[str, str], seen: str = "") -> str:
        """Keep these texts; why not, in a sentence, or an empty text."""
        given = seen or request.POST.get(SEEN, "")
        saves = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else self.version.saves
        match drafts.save(self.version, texts, self.desk.person, self.desk.at, saves):
            case Refused(says=says):
                return says
            case Overtaken(version=now, says=says):
                self.version = now
                return f"{says} What you typed is still below. Look at the draft, then save again to put it in."
        return ""

    def address(self, name: str, *rest: str) -> str:
        return reverse(name, args=[self.desk.area, self.version.pk, *rest])

    def frame(self, section: str = "desk-write", **more: Any) -> dict[str, Any]:
        """The context of a page, with the panel beside it."""
        return frame(self.desk, self.version, section) | {
            "writing": self, "beside": beside(self.version, self.read, self.desk), "open": self.open,
            "seen": self.version.saves,
        } | more  # fmt: skip

    def named(self, element: Element) -> str:
        return told(element, self.known)


def writing(request: HttpRequest, area: str, version: UUID, *, reads: bool = False) -> Writing:
    """The version to write, for the partnership's own office; with `reads`, for named officers too. 404 for others."""
    return Writing(*access.version(request, area, version, governs=not reads or request.method == "POST"))


def named_part(id: str) -> Part:
    part = part_of(id)
    if part is None:
        raise Http404
    return part


def _part(id: str) -> Part:
    part = part_of(id)
    assert part is not None, id
    return part


def title_of(part: Part) -> str:
    return TITLES[part.id][0]


def one_of(part: Part) -> str:
    return TITLES[part.id][1]


def of_part(faults: tuple[Fault, ...], part: str, key: str = "") -> list[Fault]:
    """What is wrong in a part, or in one element of it and what belongs to that."""
    if not key:
        return [fault for fault in faults if fault.part == part]
    inner = (f"{key}.", key)
    return [
        fault for fault in faults
        if (fault.part == part and fault.key == key) or (fault.part != part and _inside(part, fault, inner))
    ]  # fmt: skip


INNER = {"stages": ("ways", "times", "stated"), "forms": ("questions",), "windows": ("spans",), "times": ("stated",)}


def _inside(part: str, fault: Fault, names: tuple[str, str]) -> bool:
    return fault.part in INNER.get(part, ()) and (fault.key.startswith(names[0]) or fault.key == names[1])
