"""Policies are found by name, folder or file, read once, and kept where nobody else can write."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from copy import copy
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest

from wayforward.policies import kept, shelf
from wayforward.policies.compile import compiled
from wayforward.policies.errors import PolicyErrors, UnknownPolicy
from wayforward.policies.parts import put_together, taken_apart
from wayforward.policies.sources import gather

SAMPLE = Path(__file__).parent / "sample"
SMALL = """
policy: small
title: A small policy
partnership: Nowhere
nation: scotland
subjects: [child]
stages: [{id: step-1, label: Step One, title: Talk, says: People talk.}]
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "wayforward"


def test_a_policy_is_found_by_its_folder_or_its_file() -> None:
    assert shelf.find(SAMPLE) == SAMPLE / "policy.yaml"
    assert shelf.find(SAMPLE / "policy.yaml") == SAMPLE / "policy.yaml"


def test_every_shipped_policy_is_found_by_its_id() -> None:
    for name in shelf.names():
        assert shelf.find(name).parent.name == name


def test_an_unknown_policy_is_answered_with_the_nearest_name() -> None:
    name = shelf.names()[0]
    with pytest.raises(UnknownPolicy, match=f"There is no policy “{name}s”. Write {name}, a folder, or a file."):
        shelf.find(f"{name}s")


def test_a_folder_without_a_policy_is_told_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(UnknownPolicy, match=r"holds no policy\.yaml"):
        shelf.find(tmp_path)


def test_a_policy_kept_elsewhere_is_the_same_policy() -> None:
    texts = shelf.texts(SAMPLE)
    assert set(texts) >= {"policy.yaml", "clauses.yaml", "../sample-region/policy.yaml"}
    assert shelf.load_text(texts) == shelf.load(SAMPLE)
    assert shelf.load_text(texts).digest == shelf.digest(SAMPLE)


def test_the_digest_changes_with_the_policy_and_not_with_its_tests() -> None:
    texts = shelf.texts(SAMPLE)
    digest = shelf.load_text(texts).digest
    assert shelf.load_text({**texts, "examples.yaml": "examples: []\n"}).digest == digest
    for name in ("policy.yaml", "clauses.yaml", "../sample-region/policy.yaml"):
        assert shelf.load_text({**texts, name: texts[name] + "# a note\n"}).digest != digest


def test_what_was_accepted_is_part_of_a_policy_and_of_its_digest() -> None:
    texts = shelf.texts(SAMPLE)
    policy = shelf.load_text(texts)
    without = {name: text for name, text in texts.items() if name != "accepted.yaml"}
    assert [one.finding for one in policy.accepted] == ["CHK-01 stage step-2"]
    assert shelf.load_text(without).accepted == ()
    assert shelf.load_text(without).digest != policy.digest


def test_a_mistake_among_the_acceptances_is_told_with_its_own_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(SMALL)
    (tmp_path / "accepted.yaml").write_text(
        "accepted:\n  - {finding: CHK-22, mark: abc, by: The manager, on: 2026-11-20}\n"
    )
    with pytest.raises(PolicyErrors, match=f"{tmp_path.name}/accepted.yaml:2:5: an acceptance needs “because”"):
        shelf.load(tmp_path)


def test_a_policy_that_is_replaced_is_found_by_its_id_or_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "policy.yaml").write_text(SMALL)
    for replaces, found in (("../old", "small"), ("barnsley", "barnsley"), ("../nowhere", None)):
        (tmp_path / "new" / "policy.yaml").write_text(f"{SMALL}replaces: {replaces}\n")
        before = shelf.replaced(shelf.load(tmp_path / "new"), tmp_path / "new")
        assert (before and before.id) == found
    assert shelf.replaced(shelf.load(tmp_path / "old"), tmp_path / "old") is None


def test_nobody_accepts_a_finding_for_those_who_extend_a_policy(tmp_path: Path) -> None:
    (tmp_path / "region").mkdir()
    (tmp_path / "local").mkdir()
    (tmp_path / "region" / "policy.yaml").write_text(SMALL)
    accepted = "accepted:\n  - {finding: CHK-22, mark: abc, by: The manager, on: 2026-11-20, because: We know.}\n"
    (tmp_path / "region" / "accepted.yaml").write_text(accepted)
    (tmp_path / "local" / "policy.yaml").write_text("policy: local\nextends: ../region\n")
    assert len(shelf.load(tmp_path / "region").accepted) == 1
    assert shelf.load(tmp_path / "local").accepted == ()


def test_a_file_that_is_not_text_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_bytes(b"policy: x\ntitle: caf\xe9\n")
    with pytest.raises(PolicyErrors, match=f"{tmp_path.name}/policy.yaml:2:1: a character here is not in UTF-8"):
        shelf.load(tmp_path)


def test_a_nation_has_its_own_bank_holidays_and_a_partnership_its_own_closures() -> None:
    second_of_january = date(2026, 1, 2)
    assert shelf.calendar("england").is_working_day(second_of_january)
    assert not shelf.calendar("scotland").is_working_day(second_of_january)
    closed = shelf.calendar("england", {second_of_january: "Moving house"})
    assert closed.why_not(second_of_january) == "Moving house"


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        ("england", date(2027, 3, 29)),  # Easter Monday
        ("england", date(2026, 8, 31)),  # the August bank holiday
        ("england", date(2026, 12, 28)),  # the substitute for Boxing Day
        ("scotland", date(2026, 6, 15)),  # once only, for the World Cup
        ("northern-ireland", date(2026, 3, 17)),
    ],
)
def test_the_bank_holidays_that_others_get_wrong_are_right(nation: str, day: date) -> None:
    assert not shelf.calendar(nation).is_working_day(day)


def test_what_was_read_is_kept_and_not_built_again(cache: Path) -> None:
    assert kept.kept("a", "a", lambda: "built once") == "built once"
    assert kept.kept("a", "a", _never) == "built once"
    assert [file.name.startswith("a-") for file in cache.iterdir()] == [True]


def test_nothing_is_a_thing_that_can_be_kept(cache: Path) -> None:
    assert kept.kept("a", "none", lambda: ()) == ()
    assert kept.kept("a", "none", _never) == ()


def _never() -> str:
    raise AssertionError("it was built again")


def test_another_text_under_the_same_sum_is_read_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "crc32", lambda content: 7)
    assert kept.kept("a", "5 working days", lambda: 5) == 5
    assert kept.kept("a", "9 working days", lambda: 9) == 9


def test_only_the_user_may_look_into_the_cache(cache: Path) -> None:
    kept.kept("a", "a", lambda: 1)
    assert cache.stat().st_mode & 0o777 == 0o700
    assert next(cache.iterdir()).stat().st_mode & 0o777 == 0o600


class Trap:
    """What a stranger might leave in the cache: unpickling it would write a file."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.sprung),)


def test_a_file_that_wayforward_did_not_write_is_never_unpickled(cache: Path, tmp_path: Path) -> None:
    kept.kept("a", "a", lambda: "fresh")
    file = next(cache.iterdir())
    file.write_bytes(pickle.dumps((Trap(tmp_path / "sprung"),)))

    assert kept.kept("a", "a", lambda: "fresh") == "fresh"
    assert not (tmp_path / "sprung").exists()
    assert kept.kept("a", "a", _never) == "fresh"  # and it was written again


@pytest.mark.parametrize("damage", [lambda whole: whole[:-3], lambda whole: whole[:5], lambda whole: b""])
def test_a_file_that_is_damaged_is_written_again(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    kept.kept("a", "a", lambda: "fresh")
    file = next(cache.iterdir())
    file.write_bytes(damage(file.read_bytes()))

    assert kept.kept("a", "a", lambda: "fresh") == "fresh"
    assert kept.kept("a", "a", _never) == "fresh"


def test_a_file_that_others_may_write_is_not_trusted(cache: Path) -> None:
    kept.kept("a", "a", lambda: "old")
    next(cache.iterdir()).chmod(0o622)
    assert kept.kept("a", "a", lambda: "new") == "new"


def test_a_folder_that_others_may_write_is_not_used(cache: Path) -> None:
    kept.kept("a", "a", lambda: "old")
    cache.chmod(0o777)
    assert kept.kept("a", "a", lambda: "new") == "new"


def test_a_link_in_the_place_of_the_folder_is_not_followed(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    cache.symlink_to(tmp_path / "elsewhere")
    assert kept.kept("a", "a", lambda: "built") == "built"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_without_a_place_for_a_cache_a_policy_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert kept.kept("a", "a", lambda: "built") == "built"


def test_the_cache_does_not_grow_for_ever(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for i in range(6):
        kept.kept("a", f"policy-{i}", lambda: "kept")
    assert len(list(cache.iterdir())) == 3


READ = """
import sys
from wayforward.policies import shelf
print(shelf.load(sys.argv[1]).title, len(shelf.examples(sys.argv[1])))
print([name for name in ("pydantic", "ruamel.yaml", "django") if name in sys.modules])
"""


def test_a_later_process_reads_a_policy_without_the_readers_of_yaml(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(SMALL)
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    told = [
        subprocess.run(
            [sys.executable, "-c", READ, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for _ in range(2)
    ]
    assert told[0] == ["A small policy 0", "['pydantic', 'ruamel.yaml']"]
    assert told[1] == ["A small policy 0", "[]"]


def test_a_policy_from_the_cache_is_read_part_by_part_and_is_the_same_policy(cache: Path) -> None:
    read = compiled(gather(SAMPLE / "policy.yaml"))
    policy = put_together(taken_apart(read))
    assert policy.routes == read.routes
    assert policy == read
    assert read == policy
    assert replace(policy, nation="wales") != read
    assert replace(replace(policy, nation="wales"), nation=read.nation) == read
    assert copy(policy) == read
    with pytest.raises(FrozenInstanceError):
        policy.nation = "wales"  # type: ignore[misc] # that it cannot be done is what is tested


def test_a_changed_text_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(SMALL)
    assert shelf.load(tmp_path).title == "A small policy"
    (tmp_path / "policy.yaml").write_text(SMALL.replace("small policy", "changed policy"))
    assert shelf.load(tmp_path).title == "A changed policy"
