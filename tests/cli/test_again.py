"""An answer is given again only while every file that it rests on is as it was, and only to the same question."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wayforward.cli import main
from wayforward.cli.again import again, can_be_kept

TOWN = Path(__file__).parent / "town"
TUESDAY = ("--at", "2025-08-19T10:00")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the town's policy that a test may change, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Path(shutil.copytree(TOWN, tmp_path / "town"))


def question(town: Path, *more: str) -> tuple[str, ...]:
    return ("contact", str(town), "--agency", "family-services", "--line", "1", "--status", "open", *TUESDAY, *more)


def test_the_same_question_gets_the_same_answer_again(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        question(town),
        question(town, "--json"),
        ("due", str(town), "--stage", "stage-1", "--start", "2025-08-21T14:10"),
    ):
        assert again(words) is None
        assert main(words) == 0
        first = capsys.readouterr().out
        assert again(words) == first
        assert main(words) == 0
        assert capsys.readouterr().out == first


def test_another_question_is_not_answered_by_it(town: Path) -> None:
    main(question(town))
    assert again(question(town, "--json")) is None
    assert again(question(town, "--given", "acute")) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda town: (town / "policy.yaml").write_text(
            (town / "policy.yaml").read_text().replace("Team Manager", "Team Lead")
        ),
        lambda town: os.utime(town / "policy.yaml", ns=(1, 1)),
        lambda town: (town / "clauses.yaml").write_text("clauses: []\n"),
        lambda town: shutil.rmtree(town),
    ],
    ids=["rewritten", "touched", "joined by another file", "gone"],
)
def test_a_change_of_the_policy_is_worked_out_anew(town: Path, change: Callable[[Path], object]) -> None:
    main(question(town))
    assert again(question(town)) is not None
    change(town)
    assert again(question(town)) is None


def test_after_a_change_the_new_answer_is_given(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(question(town, "--json"))
    file = town / "policy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("020 7946 0002", "020 7946 0009"), encoding="utf-8")
    capsys.readouterr()
    main(question(town, "--json"))
    assert json.loads(capsys.readouterr().out)["contacts"][0]["how"] == "020 7946 0009"


def test_a_question_about_now_is_never_kept(town: Path) -> None:
    words = ("contact", str(town), "--agency", "police", "--line", "1")
    assert not can_be_kept(words)
    assert can_be_kept((*words, "--at=2025-08-19T10:00"))
    main(words)
    assert again(words) is None


def test_a_mistake_is_never_kept(town: Path) -> None:
    words = ("contact", str(town), "--agency", "fire", "--line", "1", *TUESDAY)
    assert main(words) == 2
    assert again(words) is None


@pytest.mark.parametrize("part", ["", "file"])
def test_what_anybody_else_could_have_written_is_not_believed(town: Path, part: str) -> None:
    main(question(town))
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "wayforward"
    (kept,) = folder.glob("answer-*")
    (kept if part else folder).chmod(0o777)
    assert again(question(town)) is None


def test_where_nothing_can_be_kept_the_answer_is_the_same(
    town: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = town / "not-a-folder"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert main(question(town, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["contacts"][0]["post"] == "Team Manager"
