"""Proving a policy from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from wayforward.cli import main


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: its exit code, what it prints and what it says of mistakes."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_person_gets_each_claim_with_yes_or_no_and_a_sentence(ask: Any) -> None:
    code, out, _ = ask("policy", "prove", "havering", "--year", "2026")
    assert code == 0
    assert "Yes: Every case reaches an end.\n  From every stage there is a way to somebody who decides" in out
    assert "NO: The panel can always be formed.\n  With 4 agencies in the dispute it cannot be formed" in out
    assert "Stage One: 5 working days, at most 13 days by the calendar." in out


def test_a_program_gets_the_claims_the_holes_and_the_waits(ask: Any) -> None:
    code, out, _ = ask("policy", "prove", "barnet-children", "--year", "2026", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["policy"], found["year"]) == ("barnet-children", 2026)
    assert {each["claim"]: each["holds"] for each in found["claims"]} == {
        "somebody-to-ring": "declared",
        "number-printed": "declared",
        "every-state-ends": "declared",
        "no-endless-loop": True,
        "panel-can-be-formed": True,
        "wait-is-limited": "declared",
    }
    hole = next(each for each in found["holes"] if (each["agency"], each["line"]) == ("family-services", "3"))
    assert (hole["rule"], hole["hours"], hole["first_at"]) == ("CHK-06a", 6736.0, "2026-01-01T00:00:00+00:00")
    assert hole["week"]["Monday"] == [["00:00", "09:00"], ["17:00", "24:00"]]
    assert hole["week"]["bank holidays"] == [["00:00", "24:00"]]
    assert found["waits"]["whole"]["raised_at"] == "2026-12-23T00:00:00+00:00"


def test_without_a_year_the_present_one_is_proved(ask: Any) -> None:
    code, out, _ = ask("policy", "prove", "newham", "--json")
    assert code == 0
    assert json.loads(out)["year"] >= 2026


def test_stories_are_written_as_scenarios_that_simulate_takes(ask: Any, tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    assert ask("policy", "prove", "havering", "--year", "2026", "--stories", str(folder))[0] == 0
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [
        "claim-panel-can-be-formed.yaml",
        "claim-wait-is-limited.yaml",
        "wait-most-working-days.yaml",
        "wait-stage-1.yaml",
        "wait-whole.yaml",
    ]
    for file in files:
        code, out, _ = ask("simulate", "havering", str(file))
        assert code == 0, out
    assert "overdue" in ask("simulate", "havering", str(folder / "wait-whole.yaml"))[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--year", "twenty"), "“twenty” is not a year. Write one as: --year 2026"),
        (("--year", "2060"), "is outside the calendar for england, which knows the bank holidays from"),
        (("--year", "2040"), "Add the bank holidays of other years."),
    ],
)
def test_a_year_that_cannot_be_proved_is_told_with_what_to_write(ask: Any, words: tuple[str, ...], says: str) -> None:
    code, _, err = ask("policy", "prove", "barnsley", *words)
    assert code == 2
    assert says in err


def test_a_file_that_does_not_load_is_told_with_its_mistakes(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("policy: half\n", encoding="utf-8")
    code, out, err = ask("policy", "prove", str(tmp_path), "--json")
    assert code == 2
    assert "policy.yaml:" in err
    assert json.loads(out)["error"]["mistakes"]


def test_a_folder_that_cannot_be_made_is_told(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = ask("policy", "prove", "newham", "--year", "2026", "--stories", str(tmp_path / "file" / "stories"))
    assert code == 2
    assert "Name a folder." in err
