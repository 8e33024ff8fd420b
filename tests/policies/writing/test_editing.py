"""A policy's text is edited where it changes and nowhere else: whatever nobody touched keeps every letter."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayforward.policies import shelf
from wayforward.policies.sources import POLICY
from wayforward.policies.writing import editing, naming
from wayforward.policies.writing.answers import answers, said
from wayforward.policies.writing.asking import asks_of
from wayforward.policies.writing.emitting import pair, quoted
from wayforward.policies.writing.faults import reading
from wayforward.policies.writing.known import Known
from wayforward.policies.writing.parts import PARTS, Part, part_of, parts, section
from wayforward.policies.writing.splicing import NotByPages, data_of, rewritten

SHIPPED = shelf.names()
SMALL = """\
# The top of the file.
policy: small   # its name

agencies:
  # The first one.
  - {id: one, title: One}   # behind it
  # The second one.
  - id: two
    title: "Two, and more"   # quoted
    # inside the second
    told: false

  - {id: three, title: Three}

# Before the end.
title: 'A title'
"""


def named(id: str) -> Part:
    part = part_of(id)
    assert part is not None
    return part


@pytest.mark.parametrize("name", SHIPPED)
def test_putting_back_what_was_read_changes_no_letter_of_any_element(name: str) -> None:
    texts = shelf.texts(name)
    for found in parts(texts):
        for element in found.elements:
            kept = editing.get(texts, found.part, element.key)
            assert editing.put(texts, found.part, element.key, kept) == texts, (found.part.id, element.key)


@pytest.mark.parametrize("name", SHIPPED)
def test_answering_every_question_as_it_is_shown_changes_nothing(name: str) -> None:
    texts = shelf.texts(name)
    known = Known(texts)
    for found in parts(texts):
        for element in found.elements:
            shown = answers(found.part.id, element.values)
            assert said(found.part.id, element.values, shown, known) == dict(element.values), element.key


@pytest.mark.parametrize("name", SHIPPED)
def test_an_element_taken_out_and_put_in_again_gives_an_equal_policy(name: str) -> None:
    texts = shelf.texts(name)
    for id in ("duties", "routes", "guidance"):
        last = section(texts, named(id)).elements[-1]
        values = editing.get(texts, named(id), last.key)
        without = editing.remove(texts, named(id), last.key)
        again = editing.put(without, named(id), None, values)
        assert data_of(POLICY, again[POLICY]) == data_of(POLICY, texts[POLICY])
        assert again[POLICY].count("#") == texts[POLICY].count("#")


@pytest.mark.parametrize("name", SHIPPED)
def test_moved_down_and_up_again_is_the_same_text(name: str) -> None:
    texts = shelf.texts(name)
    key = section(texts, named("duties")).elements[0].key
    down = editing.move(texts, named("duties"), key, 1)
    assert down != texts
    assert editing.move(down, named("duties"), key, -1) == texts


def test_comments_stay_with_what_they_are_about() -> None:
    texts = {POLICY: SMALL}
    changed = editing.put(texts, named("agencies"), "two", {"id": "two", "title": "Two", "told": False})[POLICY]
    assert changed == SMALL.replace('"Two, and more"', "Two")
    moved = editing.move(texts, named("agencies"), "two", -1)[POLICY]
    assert moved.index("# The second one.") < moved.index("id: two") < moved.index("# The first one.")
    for comment in ("# The top", "# its name", "# behind it", "# quoted", "# inside the second", "# Before the end"):
        assert comment in moved


def test_what_is_taken_out_takes_its_own_comment_and_no_other() -> None:
    without = editing.remove({POLICY: SMALL}, named("agencies"), "two")[POLICY]
    assert "The second one" not in without
    assert "inside the second" not in without
    assert "# The first one." in without
    assert "# Before the end." in without


def test_a_new_element_looks_like_those_beside_it() -> None:
    added = editing.put({POLICY: SMALL}, named("agencies"), None, {"title": "Four", "id": "four"})[POLICY]
    assert "  - {id: four, title: Four}\n" in added
    assert added.index("id: three") < added.index("id: four") < added.index("# Before the end.")


def test_a_new_part_stands_where_the_language_has_it() -> None:
    added = editing.put({POLICY: SMALL}, named("posts"), None, {"id": "p", "title": "P", "of": "each"})[POLICY]
    assert added.index("agencies:") < added.index("posts:")
    assert data_of(POLICY, added)["posts"] == [{"id": "p", "title": "P", "of": "each"}]


def test_a_list_that_is_left_empty_goes_with_its_last_element() -> None:
    texts = {POLICY: SMALL}
    for key in ("one", "two", "three"):
        texts = editing.remove(texts, named("agencies"), key)
    assert "agencies" not in data_of(POLICY, texts[POLICY])
    assert "# The top of the file." in texts[POLICY]


def test_a_file_that_says_a_thing_once_and_means_it_twice_is_left_to_its_own_page() -> None:
    text = "policy: x\ntitle: &a Foo\npartnership: *a\n"
    with pytest.raises(NotByPages, match="page of the file"):
        rewritten(POLICY, text, {"policy": "y", "title": "Foo", "partnership": "Foo"})


def test_a_stage_gets_a_time_where_it_had_none() -> None:
    texts = shelf.texts("newham")
    without = editing.remove(texts, named("times"), "stage-1")
    assert "time" not in editing.get(without, named("stages"), "stage-1")
    again = editing.put(without, named("times"), "stage-1", {"within": "3 working days"})
    assert editing.get(again, named("stages"), "stage-1")["time"] == {"within": "3 working days"}


def test_a_way_out_is_added_to_the_stage_it_belongs_to() -> None:
    texts = editing.put(shelf.texts("newham"), named("ways"), None, {"to": "stage-1"}, of="stage-6")
    assert editing.get(texts, named("stages"), "stage-6")["moves"] == [{"to": "stage-1"}]


@pytest.mark.parametrize("name", ["barnsley", "havering"])
def test_every_stage_agency_post_and_duty_can_be_called_something_else(name: str) -> None:
    texts = shelf.texts(name)
    for id in ("stages", "agencies", "posts", "duties", "windows", "facts"):
        found = section(texts, named(id)).elements
        if found:
            called = naming.rename(texts, named(id), found[0].key, "an-other-name")
            assert reading(called).faults == (), (id, found[0].key)
            again = naming.rename(called, named(id), "an-other-name", found[0].key)
            for name, text in texts.items():
                assert data_of(name, again[name]) == data_of(name, text), (id, found[0].key)


def test_a_mistake_is_told_of_the_element_and_the_key_it_is_in() -> None:
    texts = shelf.texts("newham")
    wrong = editing.put(texts, named("ways"), "stage-1.1", {"to": "nowhere"})
    (fault,) = reading(wrong).faults
    assert (fault.part, fault.key, fault.at) == ("ways", "stage-1.1", ("to",))


UNSEEN = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]))  # refused in any text
SEEN = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters=UNSEEN)
WORDS = st.text(SEEN, min_size=1, max_size=40)
NASTY = st.sampled_from([
    "yes", "no", "true", "null", "~", "1", "1.10", "17:00", "2026-04-01", "a: b", "a #b", "- a", "[a]", "{a}", "a, b",
    "'a", '"a"', "*a", "&a", "!a", "|", ">", "%a", "@a", " a", "a ", "a\nb", "a\tb", "“a”", "é", "0x1F", ".inf", "=",
])  # fmt: skip
VALUE = st.recursive(
    st.one_of(WORDS, NASTY, st.booleans(), st.integers(-9, 99)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["id", "title", "says", "says-more"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@given(value=VALUE)
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_read_as_it_was_meant(value: object) -> None:
    assert data_of("x.yaml", pair("key", value, 0)) == {"key": value}


@given(text=st.text(st.one_of(SEEN, st.sampled_from("\t\n")), max_size=40))
@settings(max_examples=200, deadline=None)
def test_a_text_in_quotation_marks_is_the_same_text(text: str) -> None:
    plain = text.replace("\ufeff", "").replace("\u2028", "").replace("\u2029", "")
    assert data_of("x.yaml", f"key: {quoted(plain)}\n") == {"key": plain}


@given(seed=st.integers(0, 10_000), words=WORDS)
@settings(max_examples=15, deadline=None)
def test_one_changed_answer_is_read_back_and_every_other_element_stays(seed: int, words: str) -> None:
    chance = random.Random(seed)
    texts = shelf.texts(chance.choice(SHIPPED))
    part = chance.choice([p for p in PARTS if section(texts, p).elements and p.id not in ("policy", "readings")])
    element = chance.choice(section(texts, part).elements)
    ask = next((a for a in asks_of(part.id) if a.kind in ("line", "lines") and len(a.at) == 1), None)
    if ask is None or not words.strip():
        return
    values = {**element.values, ask.at[0]: words}
    changed = editing.put(texts, part, element.key, values)
    assert editing.get(changed, part, element.key) == values
    before = {e.key: e.values for s in parts(texts) for e in s.elements if s.part.path == part.path}
    after = {e.key: e.values for s in parts(changed) for e in s.elements if s.part.path == part.path}
    assert {k: v for k, v in before.items() if k != element.key} == {k: v for k, v in after.items() if k != element.key}
