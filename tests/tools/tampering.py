"""The ways of tampering with a history that we know of. Each changes honest lines in place, where chance picks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from wayforward.escalations import history

Line = dict[str, Any]
Lines = list[Line]


def place(lines: Lines, chance: Random) -> int:
    return chance.randrange(len(lines))


def of_one(lines: Lines, chance: Random) -> tuple[int, int]:
    """The first and last position of one escalation's lines."""
    chosen = chance.choice(lines)["escalation"]
    positions = [n for n, line in enumerate(lines) if line["escalation"] == chosen]
    return positions[0], positions[-1]


def written(line: Line) -> dict[str, Any]:
    return json.loads(bytes.fromhex(line["plain"]))  # type: ignore[no-any-return]  # an object, as we wrote it


def rewrite(line: Line, **changes: Any) -> None:
    data = {**written(line), **changes}
    line["plain"] = json.dumps(data, sort_keys=True, separators=(",", ":")).encode().hex()


def rehash(lines: Lines) -> None:
    """What somebody would do who has the program: make every chain agree with itself again."""
    before: dict[str, str] = {}
    for line in lines:
        key = line["escalation"]
        line["previous"] = before.get(key) or history.first_link(key)
        line["digest"] = history.link(line["previous"], bytes.fromhex(line["plain"]), bytes.fromhex(line["sealed"]))
        before[key] = line["digest"]


def edit_plain(lines: Lines, chance: Random) -> None:
    rewrite(lines[place(lines, chance)], by="somebody else")


def edit_sealed(lines: Lines, chance: Random) -> None:
    line = lines[place(lines, chance)]
    raw = bytearray(bytes.fromhex(line["sealed"]))
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    line["sealed"] = bytes(raw).hex()


def delete_middle(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    del lines[chance.randrange(first, last)]


def delete_middle_and_renumber(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    gone = chance.randrange(first, last)
    del lines[gone]
    for line in lines[gone:last]:
        line["seq"] -= 1


def delete_tail(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    del lines[chance.randrange(first + 1, last + 1) : last + 1]


def delete_a_whole_escalation(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    del lines[first : last + 1]


def insert(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    at = chance.randrange(first, last + 1)
    lines.insert(at, deepcopy(lines[at]))


def insert_at_the_end(lines: Lines, chance: Random) -> None:
    """One that follows in every way but its content: it is taken from the middle."""
    first, last = of_one(lines, chance)
    more = deepcopy(lines[chance.randrange(first, last)])
    more["seq"], more["previous"] = lines[last]["seq"] + 1, lines[last]["digest"]
    lines.insert(last + 1, more)


def reorder(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    one, other = chance.sample(range(first, last + 1), 2)
    lines[one], lines[other] = lines[other], lines[one]


def reorder_under_their_numbers(lines: Lines, chance: Random) -> None:
    reorder(lines, chance)
    counted: dict[str, int] = {}
    for line in lines:
        line["seq"] = counted[line["escalation"]] = counted.get(line["escalation"], 0) + 1


def swap_between_cases(lines: Lines, chance: Random) -> None:
    one = chance.choice(lines)
    other = chance.choice([line for line in lines if line["escalation"] != one["escalation"]])
    for name in ("kind", "recorded_at", "plain", "sealed", "digest", "previous"):
        one[name], other[name] = other[name], one[name]


def move_a_case_under_another_name(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    for line in lines[first : last + 1]:
        line["escalation"] = "0" * 8 + line["escalation"][8:]


def change_partnership_column(lines: Lines, chance: Random) -> None:
    lines[place(lines, chance)]["partnership"] = "0" * 8 + lines[0]["partnership"][8:]


def redate_column(lines: Lines, chance: Random) -> None:
    line = lines[place(lines, chance)]
    line["recorded_at"] = line["recorded_at"].replace("2026", "2025")


def redate_column_by_a_moment(lines: Lines, chance: Random) -> None:
    line = lines[place(lines, chance)]
    line["recorded_at"] = line["recorded_at"].replace("+00:00", ".000001+00:00")


def roll_back(lines: Lines, chance: Random) -> None:
    """Last night's backup in place of today."""
    early = {line["escalation"]: max(1, line["seq"] - chance.randint(1, 4)) for line in lines}
    lines[:] = [line for line in lines if line["seq"] <= early[line["escalation"]]]


def rehash_the_whole_chain(lines: Lines, chance: Random) -> None:
    rewrite(lines[place(lines, chance)], recorded_at="2026-11-01T09:00:00+00:00")
    for line in lines:
        line["recorded_at"] = written(line)["recorded_at"]
    rehash(lines)


def rehash_after_a_deletion(lines: Lines, chance: Random) -> None:
    delete_middle_and_renumber(lines, chance)
    for line in lines:
        rewrite(line, seq=line["seq"])
    rehash(lines)


def change_kind_column(lines: Lines, chance: Random) -> None:
    lines[place(lines, chance)]["kind"] = "closed"


def change_seq_column(lines: Lines, chance: Random) -> None:
    lines[place(lines, chance)]["seq"] += chance.choice([-1, 1, 100])


def shift_every_seq(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    for line in lines[first : last + 1]:
        line["seq"] += 1


def rehash_around_a_gap(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    del lines[chance.choice([first, chance.randrange(first + 1, last)])]
    rehash(lines)


def rehash_one_entry_only(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    line = lines[chance.randrange(first, last)]
    rewrite(line, by="somebody else")
    line["digest"] = history.link(line["previous"], bytes.fromhex(line["plain"]), bytes.fromhex(line["sealed"]))


def grow_from_another_root(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    before = "0" * 64
    for line in lines[first : last + 1]:
        line["previous"] = before
        before = history.link(before, bytes.fromhex(line["plain"]), bytes.fromhex(line["sealed"]))
        line["digest"] = before


def cut_the_first(lines: Lines, chance: Random) -> None:
    del lines[of_one(lines, chance)[0]]


def change_digest_column(lines: Lines, chance: Random) -> None:
    line = lines[place(lines, chance)]
    line["digest"] = hashlib.sha256(line["digest"].encode()).hexdigest()


def no_hash_at_all(lines: Lines, chance: Random) -> None:
    first, last = of_one(lines, chance)
    at = chance.randrange(first, last)
    lines[at]["digest"] = lines[at + 1]["previous"] = "not a hash"


def no_json_at_all(lines: Lines, chance: Random) -> None:
    lines[place(lines, chance)]["plain"] = b"[1".hex()
    rehash(lines)


def alone_in_its_column(lines: Lines, chance: Random) -> None:
    """A whole chain made anew around an entry that says it was recorded in another escalation."""
    rewrite(lines[place(lines, chance)], escalation="0" * 36)
    rehash(lines)


def alone_in_its_place(lines: Lines, chance: Random) -> None:
    """A whole chain made anew around an entry whose bytes say another number than its column."""
    rewrite(lines[place(lines, chance)], seq=1000)
    rehash(lines)


WAYS: tuple[Callable[[Lines, Random], None], ...] = (
    edit_plain, edit_sealed, delete_middle, delete_middle_and_renumber, delete_tail, delete_a_whole_escalation, insert,
    insert_at_the_end, reorder, reorder_under_their_numbers, swap_between_cases, move_a_case_under_another_name,
    change_partnership_column, redate_column, redate_column_by_a_moment, roll_back, rehash_the_whole_chain,
    rehash_after_a_deletion, rehash_around_a_gap, rehash_one_entry_only,
    grow_from_another_root, change_kind_column, change_seq_column, shift_every_seq, cut_the_first,
    change_digest_column, no_hash_at_all, no_json_at_all,
)  # fmt: skip
NEED_HEADS = {delete_tail, delete_a_whole_escalation, roll_back, rehash_the_whole_chain, rehash_after_a_deletion}
