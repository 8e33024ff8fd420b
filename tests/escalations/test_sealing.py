"""What names or tells of somebody is sealed: nowhere in the clear, and refused when it was moved or changed."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction

from tests.cast import MONDAY, Cast
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.escalations import drafts, history, keys, read, record, sealing
from wayforward.escalations.models import Draft, Entry, Escalation, SealingKey
from wayforward.escalations.sealing import MasterKeyMissing, SealBroken

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def test_what_was_sealed_opens_with_its_key_at_its_place() -> None:
    assert sealing.unseal(KEY, sealing.seal(KEY, b"a name", "here"), "here") == b"a name"


def test_the_same_words_never_look_the_same_twice() -> None:
    assert len({sealing.seal(KEY, b"a name", "here") for _ in range(100)}) == 100


def test_ten_thousand_changes_to_what_is_sealed_are_all_refused() -> None:
    chance = Random(1)
    sealed = sealing.seal(KEY, b"A child's name and where they are.", "here")
    for _ in range(10_000):
        with pytest.raises(SealBroken):
            sealing.unseal(KEY, damaged(sealed, chance), "here")


def damaged(sealed: bytes, chance: Random) -> bytes:
    """Cut short, lengthened, or with a bit turned."""
    at = chance.randrange(len(sealed))
    match chance.randrange(4):
        case 0:
            return sealed[:at]
        case 1:
            return sealed[at + 1 :]
        case 2:
            return sealed + bytes([at % 256])
        case _:
            return sealed[:at] + bytes([sealed[at] ^ (1 << chance.randrange(8))]) + sealed[at + 1 :]


@pytest.mark.parametrize(("key", "place"), [(OTHER, "here"), (KEY, "there"), (KEY, "")])
def test_another_key_or_another_place_opens_nothing(key: bytes, place: str) -> None:
    with pytest.raises(SealBroken):
        sealing.unseal(key, sealing.seal(KEY, b"a name", "here"), place)


# --- the master key --------------------------------------------------------------------------------------------


def test_a_new_master_key_is_its_owners_alone_and_never_replaces_one(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "sealing.key"
    sealing.write_master_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(sealing.master_key(file)) == 32
    with pytest.raises(FileExistsError):
        sealing.write_master_key(file)


@pytest.mark.parametrize("text", [None, "", "00" * 31, "00" * 33, "not hexadecimal" * 4, "é" * 64])
def test_a_master_key_that_is_missing_or_half_written_is_refused_with_what_to_do(
    tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "sealing.key"
    if text is not None:
        file.write_text(text)
    with pytest.raises(MasterKeyMissing, match=r"sealing\.key"):
        sealing.master_key(file)


def rows() -> list[int]:
    return [model.objects.count() for model in (Escalation, Entry, SealingKey, Draft)]


@pytest.mark.parametrize("text", [None, "00" * 31, "11" * 32])
def test_with_a_master_key_that_is_missing_short_or_anothers_nothing_is_written(
    cast: Cast, tmp_path: Path, settings: Any, text: str | None
) -> None:
    row = cast.raised()
    actor = cast.actor(cast.raises, row)
    draft = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    file = tmp_path / "another.key"
    if text is not None:
        file.write_text(text)
    settings.WAYFORWARD_SEALING_KEY_FILE = file
    before = rows()
    refusals = (MasterKeyMissing, SealBroken)
    with pytest.raises(MasterKeyMissing), transaction.atomic():
        cast.raised()
    with pytest.raises(refusals), transaction.atomic():
        record.submit(row.pk, cmd.RecordDiscussion(by=actor, summary="In the clear?"), MONDAY)
    with pytest.raises(MasterKeyMissing), transaction.atomic():
        drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    with pytest.raises(refusals), transaction.atomic():
        drafts.keep(draft, {"page": "In the clear?"}, MONDAY)
    with pytest.raises(refusals):
        read.entries(row)
    assert rows() == before


# --- entries ---------------------------------------------------------------------------------------------------


def busy(cast: Cast) -> Escalation:
    subject = cmd.Subject(kind="child", name="Ada", born_on="2019-05-01", location="1 Road")
    row = cast.raised(subjects=(subject,), reason="An urgent matter.")
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We talked.", people="Ann", actions="None.")
    cast.does(row, cast.responds, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
    return Escalation.objects.get(pk=row.pk)


def sealed_entries(row: Escalation) -> list[Entry]:
    return [e for e in Entry.objects.filter(escalation=row).order_by("seq") if bytes(e.sealed) != b"{}"]


def test_a_sealed_compartment_that_is_changed_is_refused_and_never_blank(cast: Cast) -> None:
    row = busy(cast)
    key, chance = keys.key_of(row), Random(2)
    for entry in sealed_entries(row):
        parts = json.loads(bytes(entry.sealed))
        for name, text in parts.items():
            for _ in range(25):
                wrong = base64.b64encode(damaged(base64.b64decode(text), chance)).decode()
                entry.sealed = json.dumps({**parts, name: wrong}).encode()
                with pytest.raises(SealBroken):
                    history.opened(entry, key)


def test_what_is_sealed_does_not_open_in_another_compartment_entry_or_escalation(cast: Cast) -> None:
    one, other = busy(cast), busy(cast)
    key = keys.key_of(one)
    first, second, *_ = sealed_entries(one)
    parts = json.loads(bytes(first.sealed))
    swapped = {"identity": parts["location"], "location": parts["identity"]}
    for entry, sealed in (
        (first, json.dumps({**parts, **swapped}).encode()),
        (second, bytes(first.sealed)),
        (first, bytes(sealed_entries(other)[0].sealed)),
    ):
        entry.sealed = sealed
        with pytest.raises(SealBroken):
            history.opened(entry, key)


def test_a_whole_entry_that_stands_where_it_was_not_recorded_is_refused(cast: Cast) -> None:
    one, other = busy(cast), busy(cast)
    for entry in Entry.objects.filter(escalation=one):
        moved = Entry.objects.get(pk=entry.pk)
        moved.escalation = other
        with pytest.raises(SealBroken):
            history.opened(moved, keys.key_of(one))
        entry.seq += 1
        with pytest.raises(SealBroken):
            history.opened(entry, keys.key_of(one))


def test_one_escalations_key_opens_no_other(cast: Cast) -> None:
    one, other = busy(cast), busy(cast)
    other_key = SealingKey.objects.get(escalation=other)
    with pytest.raises(SealBroken):
        sealing.unwrap(keys.master(), bytes(other_key.wrapped), str(one.pk))
    with pytest.raises(SealBroken):
        history.opened(sealed_entries(one)[0], keys.key_of(other))


def test_compartments_open_separately(cast: Cast) -> None:
    row = busy(cast)
    first, key = sealed_entries(row)[0], keys.key_of(row)

    def opened(*names: str) -> ev.Raised:
        event = history.opened(first, key, frozenset(names)).event
        assert isinstance(event, ev.Raised)
        return event

    assert [(s.name, s.location) for s in opened("identity").subjects] == [("Ada", "")]
    assert [(s.name, s.location) for s in opened("location").subjects] == [("", "1 Road")]
    assert (opened("narrative").reason, opened("identity").reason) == ("An urgent matter.", "")
    assert history.opened(first, None).event == replace(opened(), answers={}, reason="")


def test_destroying_the_key_ends_the_words_and_not_the_chain(cast: Cast) -> None:
    row = busy(cast)
    SealingKey.objects.filter(escalation=row).delete()
    kept = list(Entry.objects.filter(escalation=row).order_by("seq"))
    for entry in kept:
        assert history.opened(entry, None).kind == entry.kind
        assert entry.digest == history.link(entry.previous, bytes(entry.plain), bytes(entry.sealed))


def test_half_a_character_is_kept_as_it_came(cast: Cast) -> None:
    row = cast.raised(reason="broken \ud83d telephone")
    event = read.entries(row)[0].event
    assert isinstance(event, ev.Raised)
    assert event.reason == "broken \ud83d telephone"
