"""What a message can say: a reference, an instant, a link and a name, in words that are true whenever they are read."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime

import pytest
from django.urls import resolve
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import at
from wayforward.notices.message import SORTS, Sort, Words, headline, in_words, personalisation, written

DUE = at("2026-11-20 17:00")
LINK = "https://wayforward.example.org/escalations/WF-4K7P-9TQ2"
WORDS = Words(reference="WF-4K7P-9TQ2", due_at=DUE, link=LINK, name="Nurse Adeyemi")
KINDS = [*SORTS, "notify", "closed", "a kind that nobody has thought of"]
RELATIVE = re.compile(
    r"\b(today|tomorrow|yesterday|tonight|now|soon|ago|next|last|this (week|morning|evening))\b", re.I
)


def test_words_can_hold_nothing_but_the_four_things() -> None:
    assert [field.name for field in dataclasses.fields(Words)] == ["reference", "due_at", "link", "name"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        WORDS.name = "somebody else"  # type: ignore[misc]  # what is tested
    assert set(personalisation(WORDS)) == {"reference", "due", "link", "name"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_where_to_look_and_by_when_and_no_word_depends_on_when_it_is_read(kind: str) -> None:
    message = written(kind, False, WORDS)
    said = f"{message.subject}\n{message.body}".replace("as soon as you can", "")
    assert LINK in message.body
    assert message.subject.startswith("WF-4K7P-9TQ2: ")
    assert "Nurse Adeyemi" in message.body
    assert "Nurse" not in message.subject
    assert not RELATIVE.search(said), RELATIVE.search(said)
    if kind != "digest":
        assert "5pm on Friday 20 November 2026" in message.body


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_says_what_a_disagreement_is_about_or_on_which_side_its_reader_is(kind: str) -> None:
    said = f"{written(kind, False, WORDS)}{written(kind, True, WORDS)}".lower()
    for word in ("child", "safeguard", "escalat", "challeng", "raised", "conflict", "harm", "school", "police"):
        assert word not in said.replace("/escalations/", ""), word


def test_a_limit_is_called_the_latest_moment_and_not_the_target() -> None:
    assert "latest moment, not the target" in written("duty", False, WORDS).body
    passed = written("overdue", False, WORDS).body
    assert "The latest moment was 5pm on Friday 20 November 2026." in passed
    assert "not the target" not in passed


def test_what_the_policy_asks_and_what_wayforward_adds_are_told_apart() -> None:
    asked, ours = written("prompt", False, WORDS).body, written("prompt", True, WORDS).body
    assert "The policy asks for this." in asked
    assert "own reminder" not in asked
    assert "Wayforward’s own reminder" in ours
    assert "The policy asks for this." not in ours


def test_both_sides_are_told_that_good_faith_is_assumed() -> None:
    assert "act in good faith" in written("stage", False, WORDS).body
    assert "act in good faith" in written("answered", False, WORDS).body
    assert "good faith" not in written("talk", False, WORDS).body


def test_a_message_without_a_date_a_reference_or_a_name_says_nothing_in_their_place() -> None:
    bare = written("talk", False, Words(reference="", due_at=None, link=LINK, name=""))
    assert bare.subject == headline("talk")
    assert "Hello,\n" in bare.body
    assert "latest moment" not in bare.body
    assert "The reference is" not in bare.body
    assert "None" not in f"{bare}{personalisation(Words(reference='', due_at=None, link=LINK, name=''))}"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), "11:59pm on Wednesday 1 July 2026"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "1:30am on Sunday 25 October 2026"),
        (datetime(2026, 12, 24, 12, 0, tzinfo=UTC), "midday on Thursday 24 December 2026"),
    ],
)
def test_an_instant_is_said_by_the_clock_on_londons_walls_with_its_weekday(when: datetime, said: str) -> None:
    assert in_words(when) == said


@given(name=st.text(), reference=st.text())
def test_no_name_adds_a_line_or_a_header(name: str, reference: str) -> None:
    words = Words(reference=reference, due_at=None, link=LINK, name=name)
    plain = written("duty", False, Words(reference="X", due_at=None, link=LINK, name="Y"))
    message = written("duty", False, words)
    assert len(message.subject.splitlines()) <= 1
    assert len(message.body.splitlines()) == len(plain.body.splitlines())
    assert all(len(value.splitlines()) <= 1 for value in personalisation(words).values())


def test_every_sort_has_its_own_headline_and_a_kind_that_nobody_knows_is_something_to_read() -> None:
    assert len({headline(kind) for kind in SORTS}) == len(set(SORTS.values()))
    assert headline("a kind that nobody has thought of") == "There is something new for you to read"
    assert set(Sort) == {*SORTS.values(), Sort.READ}


@pytest.mark.parametrize(
    "page", ["/escalations/WF-4K7P-9TQ2", "/talks/0b6f7f5e-0000-4000-8000-000000000000", "/messages"]
)
def test_every_page_that_a_message_links_to_is_there(page: str) -> None:
    assert resolve(page).func
