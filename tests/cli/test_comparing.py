"""Comparing two policies from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from wayforward.cli import main
from wayforward.policies import shelf

BARNETS = ("policy", "diff", "barnet-children", "barnet-multi-agency", "--year", "2026")
SENTENCE = {"kind", "element", "field", "says", "before", "after", "effect", "clauses_before", "clauses_after"}


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: its exit code, what it prints and what it says of mistakes."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_person_gets_the_differences_by_kind_of_element_with_their_clauses(ask: Any) -> None:
    code, out, _ = ask(*BARNETS)
    assert code == 0
    assert "\nDuties and times\n" in out
    assert "  * Stage One: the force of the time is now should (was guide): firmer. [B0-12, B0-13 > B1-22]\n" in out
    assert "\nHours of 2026 with other people to contact\n" in out
    assert "The longest wait in 2026 stays 13 days, 5 working days." in out
    assert "~" not in out


def test_a_person_can_ask_for_the_other_words_too(ask: Any) -> None:
    _, out, _ = ask(*BARNETS, "--all")
    assert "  ~ Assumption A-01: the reason is now" in out


def test_a_program_gets_every_sentence_with_its_element_and_field(ask: Any) -> None:
    code, out, _ = ask(*BARNETS, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["before"]["policy"], found["after"]["policy"]) == ("barnet-children", "barnet-multi-agency")
    assert all(set(sentence) == SENTENCE for sentence in found["sentences"])
    assert {hole["agency"] for hole in found["holes"]["opened"]} >= {"adult-services", "police"}
    assert found["holes"]["closed"] == []
    assert found["waits"]["before"]["working_days"] == 5
    assert found["counts"]["added"] == sum(sentence["kind"] == "added" for sentence in found["sentences"])
    assert any(finding["rule"] == "CHK-06a" for finding in found["findings"]["opened"])


def test_a_policy_beside_itself_differs_in_nothing_and_that_is_no_failure(ask: Any) -> None:
    code, out, _ = ask("policy", "diff", "havering", "havering", "--year", "2026")
    assert (code, "Nothing differs." in out) == (0, True)


def test_two_files_are_compared_as_well_as_two_names(ask: Any, tmp_path: Path) -> None:
    for name, text in shelf.texts("havering").items():
        changed = (
            text.replace("within: one working week", "within: 3 working days", 1) if name == "policy.yaml" else text
        )
        (tmp_path / name).write_text(changed, encoding="utf-8")
    code, out, _ = ask("policy", "diff", "havering", str(tmp_path), "--year", "2026", "--json")
    (sentence,) = json.loads(out)["sentences"]
    assert code == 0
    assert sentence["says"] == "Stage One: the time is now 3 working days (was 5 working days): shorter."


def test_a_policy_that_does_not_load_ends_with_2_and_says_where(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("policy: broken\nstages: 3\n", encoding="utf-8")
    code, _, err = ask("policy", "diff", "havering", str(tmp_path))
    assert code == 2
    assert "policy.yaml:2" in err
