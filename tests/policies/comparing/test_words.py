"""Every field that a policy can have is in words, so that no change goes untold or is told in code."""

from __future__ import annotations

import importlib
from dataclasses import fields, is_dataclass
from typing import Any

from tests.policies.comparing.mutations import MODULES
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Reading, Window
from wayforward.policies.comparing.matching import KINDS
from wayforward.policies.comparing.words import FIELDS, HEADINGS, NOUNS, SILENT, has_words


def _classes() -> list[Any]:
    found = [Reading, Window]
    for name in MODULES:
        module = importlib.import_module(f"wayforward.core.policy.{name}")
        types = (one for one in vars(module).values() if isinstance(one, type) and is_dataclass(one))
        found += [one for one in types if one.__module__ == module.__name__]
    return found


def _held_elements() -> frozenset[str]:
    return frozenset(KINDS) | {"moves", "fields"}


def test_every_field_of_every_class_of_a_policy_has_words() -> None:
    missing = [
        f"{each.__name__}.{field.name}"
        for each in _classes()
        for field in fields(each)
        if field.compare and field.name not in _held_elements() and not has_words(each.__name__, field.name)
    ]
    assert missing == []


def test_the_only_fields_without_a_sentence_are_told_in_another_way() -> None:
    assert set(SILENT) == {
        ("Policy", "digest"),
        ("Policy", "reading"),
        ("Policy", "document"),
        ("Policy", "subjects_rest"),
        ("Policy", "reminders"),
    }


def test_no_words_are_kept_for_a_field_that_is_gone() -> None:
    known = {(each.__name__, field.name) for each in _classes() for field in fields(each)}
    assert [words for words in FIELDS if words not in known] == []


def test_every_list_of_elements_in_a_policy_has_a_noun_and_a_heading() -> None:
    lists = {
        field.name for field in fields(Policy) if str(field.type).startswith("tuple[") and "str" not in str(field.type)
    }
    assert lists == set(KINDS)
    assert set(KINDS.values()) <= set(NOUNS)
    assert set(NOUNS) == set(HEADINGS)
