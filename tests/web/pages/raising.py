"""Raising a disagreement as the tests of its pages do: page by page, each answer with its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client

from tests.web.visiting import read

Typed = Mapping[str, Any]

TYPED: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "other": {"other": ["family-services"]},
    "about": {"kind": "child", "name": "Robin"},
    "disagreement": {
        "answer_concern-nature": "No visit was made", "answer_concern-source": "He is frightened",
        "answer_want": "A visit today", "wishes_known": "not-asked",
    },
    "facts": {},
}  # fmt: skip


def begun(browser: Client, area: str = "havering") -> str:
    """The address of a draft that was just started, where nothing of the scope applies."""
    where: str = browser.post(f"/raise/in/{area}", {"what": "none"}).headers["Location"]
    return where


def filled_in(browser: Client, area: str = "havering", typed: Mapping[str, Typed] = TYPED, draft: str = "") -> str:
    """A draft with every page of it finished; the address of its check page."""
    draft = draft or begun(browser, area)
    where = browser.get(draft).headers["Location"]
    while not where.endswith("/check"):
        name = where.rsplit("/", 1)[1]
        if name == "people":  # a list, and nothing to answer
            where = browser.get(draft).headers["Location"]
            continue
        answer = browser.post(where, typed[name])
        assert answer.status_code == 302, read(answer)
        where = answer.headers["Location"]
    return where
