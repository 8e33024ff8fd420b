"""Events as they are stored and as they come back: every kind, every field, and each compartment by itself."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayforward.core import codec
from wayforward.core import events as ev
from wayforward.core.commands import Subject

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/London")])
# Python calls no time in the hour that comes twice equal to the same instant in another zone.
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=ZONES).filter(
    lambda at: at == at.astimezone(UTC)
)
st.register_type_strategy(datetime, INSTANTS)

KINDS = ("child", "young-person", "unborn", "adult")
SUBJECTS = st.lists(
    st.builds(Subject, kind=st.sampled_from(KINDS), name=st.text(), born_on=st.text(), location=st.text())
)


def events_of(cls: type[ev.Event]) -> st.SearchStrategy[ev.Event]:
    """Any event of a kind. What kinds of people it is about follows from who they are, as where it is raised."""
    if cls is not ev.Raised:
        return st.builds(cls)
    kinds = SUBJECTS.map(lambda subjects: (tuple(subjects), tuple(dict.fromkeys(s.kind for s in subjects))))
    return kinds.flatmap(lambda both: st.builds(ev.Raised, subjects=st.just(both[0]), subject_kinds=st.just(both[1])))


def stored(event: ev.Event, secrets: dict[str, str] | None = None) -> tuple[str, dict[str, object], codec.Compartments]:
    """What is left of an event after a journey through the database."""
    kind, plain, sealed = codec.dismantle(event, secrets)
    return kind, json.loads(json.dumps(plain)), json.loads(json.dumps(sealed))


@pytest.mark.parametrize("kind", codec.KINDS)
@given(data=st.data())
def test_an_event_of_every_kind_comes_back_as_it_went(kind: str, data: st.DataObject) -> None:
    event = data.draw(events_of(codec.KINDS[kind]))
    assert codec.assemble(*stored(event)) == event
    assert codec.kind_of(event) == kind


def test_an_instant_in_the_hour_that_comes_twice_is_kept() -> None:
    for fold in (0, 1):
        at = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=fold)
        kept = codec.assemble(*stored(ev.DeadlinePassed(key="k", duty="d", due_at=at)))
        assert isinstance(kept, ev.DeadlinePassed)
        assert kept.due_at == at.astimezone(UTC)


def test_every_event_has_a_kind_of_its_own() -> None:
    assert set(codec.KINDS.values()) == set(ev.Event.__subclasses__())
    assert len(codec.KINDS) == len(set(codec.KINDS.values()))


@pytest.mark.parametrize("cls", codec.KINDS.values())
def test_what_is_sealed_is_a_field_of_the_event(cls: type[ev.Event]) -> None:
    assert set(cls.SEALED) <= {field.name for field in fields(cls)}


@pytest.mark.parametrize("kind", codec.KINDS)
@given(data=st.data())
def test_no_word_of_a_sealed_field_is_among_the_plain_ones(kind: str, data: st.DataObject) -> None:
    event = data.draw(events_of(codec.KINDS[kind]))
    _, plain, _ = stored(event)
    assert not set(plain) & set(event.SEALED)
    assert set(plain) | set(event.SEALED) == {field.name for field in fields(event)}


@pytest.mark.parametrize("kind", codec.KINDS)
@given(data=st.data(), opened=st.sets(st.sampled_from(["identity", "location", "narrative"])))
def test_a_compartment_opens_without_the_others(kind: str, data: st.DataObject, opened: set[str]) -> None:
    event = data.draw(events_of(codec.KINDS[kind]))
    _, plain, sealed = stored(event)
    partly = codec.assemble(kind, plain, {name: what for name, what in sealed.items() if name in opened})
    for name in (field.name for field in fields(event) if field.name not in event.SEALED):
        assert getattr(partly, name) == getattr(event, name)
    for name in set(event.SEALED) - {"subjects"}:
        if "narrative" in opened:
            assert getattr(partly, name) == getattr(event, name)
        else:
            assert not getattr(partly, name)


TWINS = (
    Subject(kind="child", name="Ada", born_on="2019-05-01", location="1 Road"),
    Subject(kind="child", name="Ben", born_on="2019-05-01", location="2 Road"),
    Subject(kind="adult", name="Cat"),
)


def raised(**changes: object) -> ev.Raised:
    given_ = {
        "ref": "WF-1", "policy": "p", "digest": "d", "raiser": "r", "raising": "health", "responding": ("police",),
        "subject_kinds": ("child", "adult"), "facts": {}, "concern_raised_at": None, "subjects": TWINS,
    }  # fmt: skip
    return ev.Raised(**{**given_, **changes})  # type: ignore[arg-type]  # any part of the event


def test_names_open_without_places_and_places_without_names() -> None:
    kind, plain, sealed = stored(raised())
    named = codec.assemble(kind, plain, {"identity": sealed["identity"]})
    placed = codec.assemble(kind, plain, {"location": sealed["location"]})
    assert isinstance(named, ev.Raised)
    assert isinstance(placed, ev.Raised)
    assert [(s.name, s.location) for s in named.subjects] == [("Ada", ""), ("Ben", ""), ("Cat", "")]
    assert [(s.kind, s.name, s.location) for s in placed.subjects] == [
        ("child", "", "1 Road"), ("child", "", "2 Road"), ("adult", "", ""),
    ]  # fmt: skip


def test_without_a_key_only_the_kinds_of_people_are_known() -> None:
    kind, plain, _ = stored(raised())
    closed = codec.assemble(kind, plain, {})
    assert isinstance(closed, ev.Raised)
    assert closed.subjects == (Subject(kind="child"), Subject(kind="adult"))


def test_an_answer_goes_into_the_compartment_that_its_field_names() -> None:
    event = raised(answers={"address": "3 Road", "why": "Because."})
    kind, plain, sealed = stored(event, {"address": "location"})
    assert sealed["location"]["answers"] == {"address": "3 Road"}
    assert sealed["narrative"] == {"answers": {"why": "Because."}}
    assert codec.assemble(kind, plain, sealed) == event


def test_nothing_written_leaves_no_compartment() -> None:
    assert stored(raised(subjects=(), subject_kinds=("none",)))[2] == {}


def test_a_kind_that_this_version_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError):
        codec.assemble("from-the-future", {}, {})


def test_a_fact_that_tells_who_somebody_is_is_sealed_apart_and_comes_back() -> None:
    event = ev.FactsRecorded(facts={"expected-on": ("2027-01-31",), "urgent": ("yes",)})
    kind, plain, sealed = codec.dismantle(event, {"fact expected-on": "identity"})
    assert "2027-01-31" not in str(plain)
    assert plain["facts"] == {"urgent": ["yes"]}
    assert codec.assemble(kind, plain, sealed) == event
    assert codec.assemble(kind, plain, {}) == ev.FactsRecorded(facts={"urgent": ("yes",)})
