"""Checking a policy and accepting a finding from the command line."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wayforward.cli import main
from wayforward.policies import shelf

MUSEUM = Path(__file__).parents[1] / "policies" / "museum"
ON = ("--on", "2026-11-22")
KEYS = {"rule", "severity", "elements", "clauses", "what", "why", "example", "question", "accepted", "name"}
FINDING = "CHK-01 stage stage-2"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: its exit code, what it prints and what it says of mistakes."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def havering(tmp_path: Path) -> Path:
    """A policy of one's own, in a folder that can be written."""
    return Path(shutil.copytree(shelf.find("havering").parent, tmp_path / "havering"))


def test_a_program_gets_every_finding_with_its_parts_and_how_many_there_are(ask: Any) -> None:
    code, out, _ = ask("policy", "check", "havering", *ON, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["policy"] == "havering"
    assert all(set(finding) == KEYS for finding in told["findings"])
    severities = [finding["severity"] for finding in told["findings"]]
    assert told["counts"] == {each: severities.count(each) for each in ("high", "medium", "low")} | {"accepted": 0}


def test_a_person_reads_the_gravest_first_with_why_an_example_and_a_question(ask: Any) -> None:
    code, out, _ = ask("policy", "check", "havering", *ON)
    assert code == 0
    assert out.index("High: ") < out.index("Medium: ") < out.index("Low: ")
    assert "Stage Two (Escalate to line manager) has no time limit." in out
    assert "Thursday 24 December 2026 at 16:55" in out
    assert f"Name: {FINDING}" in out


def test_a_file_with_a_mistake_ends_with_2_and_says_where_it_stands_and_what_to_write(ask: Any) -> None:
    code, _, err = ask("policy", "check", str(MUSEUM / "unknown-post.yaml"))
    assert code == 2
    assert err == "museum/unknown-post.yaml:14:53: “chiar” is nobody in this policy. Write: chair\n"


@pytest.mark.parametrize("severity", ["high", "medium", "low"])
def test_a_build_can_fail_on_open_findings(ask: Any, severity: str) -> None:
    assert ask("policy", "check", "havering", *ON, "--fail-on", severity)[0] == 1


def test_a_build_does_not_fail_on_findings_that_are_less_grave_or_accepted(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(
        "policy: small\ntitle: Small\npartnership: Nowhere\nnation: england\nsubjects: [child]\n"
        "stages: [{id: one, label: Stage 1, title: Talk, says: They talk.}]\n"
    )
    assert ask("policy", "check", str(tmp_path), *ON, "--fail-on", "high")[0] == 1
    names = [one["name"] for one in json.loads(ask("policy", "check", str(tmp_path), *ON, "--json")[1])["findings"]
             if one["severity"] == "high"]  # fmt: skip
    for name in names:
        assert ask("policy", "accept", str(tmp_path), name, "--by", "The manager", "--because", "We know.", *ON)[0] == 0
    assert ask("policy", "check", str(tmp_path), *ON, "--fail-on", "high")[0] == 0
    assert ask("policy", "check", str(tmp_path), *ON, "--fail-on", "low")[0] == 1


def test_an_accepted_finding_says_who_when_and_why(ask: Any, havering: Path) -> None:
    code, out, _ = ask("policy", "accept", str(havering), FINDING, "--by", "The manager", "--because", "We know.", *ON)
    assert code == 0
    assert "Accepted: Stage Two" in out
    told = json.loads(ask("policy", "check", str(havering), *ON, "--json")[1])
    accepted = [finding["accepted"] for finding in told["findings"] if finding["accepted"]]
    assert accepted == [{"by": "The manager", "on": "2026-11-22", "because": "We know."}]
    assert told["counts"]["accepted"] == 1
    assert (
        f"{FINDING}: accepted by The manager on 2026-11-22. We know." in ask("policy", "check", str(havering), *ON)[1]
    )


def test_an_accepted_finding_is_open_again_once_its_element_has_changed(ask: Any, havering: Path) -> None:
    ask("policy", "accept", str(havering), FINDING, "--by", "The manager", "--because", "We know.", *ON)
    policy = havering / "policy.yaml"
    policy.write_text(policy.read_text().replace("title: Escalate to line manager", "title: Escalate to a manager"))
    told = json.loads(ask("policy", "check", str(havering), *ON, "--json")[1])
    assert told["counts"]["accepted"] == 0
    out = " ".join(ask("policy", "check", str(havering), *ON)[1].split())
    assert "Open again: The manager accepted it on 2026-11-22, and what it rests on has changed since." in out


def test_a_finding_that_is_not_there_cannot_be_accepted(ask: Any, havering: Path) -> None:
    code, _, err = ask("policy", "accept", str(havering), "CHK-01 stage stage-22", "--by", "M", "--because", "W", *ON)
    assert code == 2
    assert "There is no finding “CHK-01 stage stage-22”. Write CHK-01 stage stage-2." in err
    assert not (havering / "accepted.yaml").exists()


@pytest.mark.parametrize(("by", "because"), [(" ", "We know."), ("The manager", " ")])
def test_nothing_is_accepted_without_a_name_and_a_reason(ask: Any, havering: Path, by: str, because: str) -> None:
    code, _, err = ask("policy", "accept", str(havering), FINDING, "--by", by, "--because", because, *ON)
    assert code == 2
    assert "is empty. Write who accepts it and why." in err


def test_a_policy_that_cannot_be_written_says_so(ask: Any, havering: Path) -> None:
    (havering / "accepted.yaml").mkdir()
    code, _, err = ask("policy", "accept", str(havering), FINDING, "--by", "M", "--because", "W", *ON)
    assert code == 2
    assert "cannot be written" in err


def test_a_policy_in_one_file_is_told_to_move_into_a_folder(ask: Any, tmp_path: Path) -> None:
    one = tmp_path / "mine.yaml"
    one.write_text(
        "policy: small\ntitle: Small\npartnership: Nowhere\nnation: england\nsubjects: [child]\n"
        "stages: [{id: one, label: Stage 1, title: Talk, says: They talk.}]\n"
    )
    code, _, err = ask("policy", "accept", str(one), "CHK-01 stage one", "--by", "M", "--because", "W", *ON)
    assert code == 2
    assert "Put it into a folder of its own as policy.yaml" in err


def test_a_version_is_checked_against_the_policy_that_it_replaces(ask: Any, tmp_path: Path) -> None:
    named = json.loads(ask("policy", "check", "barnet-multi-agency", *ON, "--json")[1])["findings"]
    lost = [finding for finding in named if finding["rule"] == "CHK-38"]
    assert any("Borough Commander" in finding["what"] for finding in lost)
    other = json.loads(ask("policy", "check", "barnet-multi-agency", "--before", "havering", *ON, "--json")[1])[
        "findings"
    ]
    assert {finding["what"] for finding in other if finding["rule"] == "CHK-38"} != {one["what"] for one in lost}


def test_a_policy_that_replaces_one_that_is_not_here_is_checked_without_it(ask: Any, havering: Path) -> None:
    policy = havering / "policy.yaml"
    policy.write_text(policy.read_text() + "\nreplaces: ../the-first\n")
    code, out, err = ask("policy", "check", str(havering), *ON, "--json")
    assert code == 0
    assert "“../the-first”, is not here, so nothing is said of what was lost." in err
    assert not [one for one in json.loads(out)["findings"] if one["rule"] == "CHK-38"]


def test_the_policy_before_is_found_beside_this_one(ask: Any, havering: Path) -> None:
    shutil.copytree(havering, havering.parent / "the-first")
    policy = havering / "policy.yaml"
    text = (
        policy.read_text()
        .replace("id: share-with-raiser", "id: forget-the-raiser")
        .replace("to: raiser", "to: counterpart")
    )
    policy.write_text(text + "\nreplaces: ../the-first\n")
    found = json.loads(ask("policy", "check", str(havering), *ON, "--json")[1])["findings"]
    assert [one["name"] for one in found if one["rule"] == "CHK-38"] == ["CHK-38 policy (share-with-raiser)"]


def test_a_day_that_is_none_is_told(ask: Any) -> None:
    code, _, err = ask("policy", "check", "havering", "--on", "Sunday")
    assert code == 2
    assert "--on Sunday: this is not a date. Write it as 2026-11-22." in err


def test_a_policy_is_checked_without_django() -> None:
    program = "import sys; from wayforward.cli import main; main(sys.argv[1:]); print('django' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program, "policy", "check", "havering"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.rstrip().endswith("False")
