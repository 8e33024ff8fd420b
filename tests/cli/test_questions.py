"""Asking a policy from the command line: whom to ring, and when something is due."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from wayforward.cli import instants, main
from wayforward.cli.run import COMMANDS, parser
from wayforward.cli.wrong import Wrong

TOWN = str(Path(__file__).parent / "town")
FAMILY = ("contact", TOWN, "--agency", "family-services", "--line")
SATURDAY = ("--at", "2025-08-23T10:00")
TUESDAY = ("--at", "2025-08-19T10:00")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: its exit code, what it prints, and what it says is wrong."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_a_contact_is_given_as_data_with_these_keys_and_no_others(ask: Any) -> None:
    code, out, _ = ask(*FAMILY, "1", "--status", "open", *TUESDAY, "--json")
    assert code == 0
    assert json.loads(out) == {
        "at": "2025-08-19T10:00:00+01:00",
        "contacts": [{"post": "Team Manager", "how": "020 7946 0002", "via": None, "note": "", "clauses": ["T-08"]}],
        "hole": None,
        "suggestions": [],
        "until": "2025-08-19T17:00:00+01:00",
    }


def test_a_hole_is_an_answer_and_not_a_failure(ask: Any) -> None:
    code, out, _ = ask(*FAMILY, "2", *SATURDAY, "--json")
    found = json.loads(out)
    assert (code, found["contacts"], found["hole"]["rule"]) == (0, [], "CHK-06a")
    assert found["hole"]["clauses"] == ["T-09"]
    assert [each["post"] for each in found["suggestions"]] == ["Head of Service on duty", "Head of Service", "999"]
    assert found["until"] == "2025-08-26T09:00:00+01:00"


def test_people_read_999_first_and_suggestions_are_marked_as_the_systems_own(ask: Any) -> None:
    _, out, _ = ask(*FAMILY, "2", *SATURDAY)
    assert out.startswith("If anybody is in immediate danger, ring 999 first.")
    assert "System suggestion, not policy:" in out
    _, out, _ = ask("contact", TOWN, "--agency", "police", "--line", "2", "--at", "2025-08-19T22:00")
    assert "Night Superintendent, through the Duty Inspector: the policy prints no number [T-07]" in out


def test_a_fact_given_on_the_command_line_changes_the_answer(ask: Any) -> None:
    question = ("contact", TOWN, "--agency", "health", "--line", "1", *SATURDAY, "--json")
    assert json.loads(ask(*question)[1])["contacts"][0]["post"] == "Named Nurse"
    assert json.loads(ask(*question, "--given", "acute")[1])["contacts"][0]["post"] == "Duty Doctors"
    assert json.loads(ask(*question, "--given", "acute=no")[1])["contacts"][0]["post"] == "Named Nurse"


def test_hours_that_the_policy_does_not_state_are_said_not_to_be(ask: Any) -> None:
    _, out, _ = ask("contact", TOWN, "--agency", "health", "--line", "1", *SATURDAY, "--json")
    assert json.loads(out)["contacts"][0]["note"] == "The policy states no hours for this post."


def test_without_an_instant_the_question_is_about_now(ask: Any) -> None:
    before = instants.now()
    _, out, _ = ask("contact", TOWN, "--agency", "police", "--line", "1", "--json")
    assert instants.read(json.loads(out)["at"], "at") >= before


def test_a_deadline_is_given_with_its_reasons(ask: Any) -> None:
    code, out, _ = ask("due", TOWN, "--stage", "stage-1", "--start", "2025-08-21T14:10", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["due_at"], found["target_at"]) == ("2025-08-29T23:59:59+01:00", "2025-08-22T23:59:59+01:00")
    assert (found["force"], found["printed"], found["clauses"]) == ("should", "5 working days", ["T-04"])
    assert any("stage-1 begins" in sentence for sentence in found["because"])
    assert any("Monday 25 August (Summer bank holiday)" in sentence for sentence in found["because"])


def test_a_deadline_is_told_as_the_latest_and_never_the_target(ask: Any) -> None:
    _, out, _ = ask("due", TOWN, "--stage", "stage-1", "--start", "2025-08-21T14:10")
    assert out.startswith("Due by the end of Friday 29 August 2025, sooner if the person at risk needs it.")


def test_a_duty_in_clock_hours_is_due_at_the_hour(ask: Any) -> None:
    _, out, _ = ask("due", TOWN, "--duty", "tell-office", "--start", "2025-08-21T14:10", "--json")
    assert json.loads(out)["due_at"] == "2025-08-23T14:10:00+01:00"


def test_where_the_policy_gives_no_time_the_answer_says_so(ask: Any) -> None:
    code, out, _ = ask("due", TOWN, "--stage", "stage-2", "--start", "2025-08-21T14:10", "--json")
    found = json.loads(out)
    assert (code, found["due_at"], found["because"]) == (0, None, ["The policy gives the managers no time."])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("contact", TOWN, "--agency", "fire", "--line", "1"), "“fire” is not an agency in this policy. Write"),
        (("contact", TOWN, "--agency", "police", "--line", "7"), "“7” is not a line in this policy. Write one of: 1"),
        ((*FAMILY, "1", *TUESDAY), "Whom to ring at Town Family Services, line 1, depends on the status"),
        ((*FAMILY, "1", "--given", "acut"), "“acut” is not a fact in this policy. Write one of: acute."),
        ((*FAMILY, "1", "--at", "soon"), "--at soon: this is not an instant. Write it as 2025-08-23T10:00."),
        ((*FAMILY, "1", "--at", "2025-08-23"), "--at 2025-08-23: the hour is missing. Write it as 2025-08-23T10:00."),
        ((*FAMILY, "1", "--at", "2025-03-30T01:30"), "--at 2025-03-30T01:30: London's clocks go"),
        ((*FAMILY, "1", "--at", "2099-01-01T10:00"), "Thursday 1 January 2099 is outside the calendar"),
        (("due", TOWN, "--stage", "nine", "--start", "2025-08-23T10:00"), "“nine” is not a stage in this policy."),
        (("due", TOWN, "--duty", "nine", "--start", "2025-08-23T10:00"), "“nine” is not a duty in this policy."),
        (("due", TOWN, "--start", "2025-08-23T10:00"), "The stage or the duty is missing. Write --stage S"),
        (("due", TOWN, "--stage", "stage-1"), "The following arguments are required: --start. Write: wayforward due"),
        (("contact", "nowhere", "--agency", "police", "--line", "1"), "There is no policy “nowhere”. Write"),
        (("simulate", TOWN, "nothing.yaml"), "There is no scenario file “nothing.yaml”."),
        (("dance",), "Argument COMMAND: invalid choice: 'dance'"),
        ((), "The following arguments are required: COMMAND"),
    ],
)  # fmt: skip
def test_wrong_input_gets_a_sentence_and_exit_code_2(words: tuple[str, ...], says: str, ask: Any) -> None:
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert err.startswith(says)
    code, out, _ = ask(*words, "--json")
    assert code == 2
    assert json.loads(out)["error"]["says"].startswith(says)


def test_the_statuses_to_choose_from_are_given_as_data(ask: Any) -> None:
    _, out, _ = ask(*FAMILY, "1", *TUESDAY, "--json")
    assert json.loads(out)["error"]["statuses"] == {"open": "Open to a worker", "new": "A new referral"}


def test_mistakes_in_a_policy_are_told_with_file_line_and_column(tmp_path: Path, ask: Any) -> None:
    (tmp_path / "policy.yaml").write_text("policy: broken\nstagse: []\n", encoding="utf-8")
    code, out, err = ask("policy", "show", str(tmp_path), "--json")
    assert code == 2
    assert "policy.yaml:2:1" in err
    assert any(each["line"] == 2 and each["write"] for each in json.loads(out)["error"]["mistakes"])


def test_today_is_londons_which_in_summer_begins_an_hour_before_that_of_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instants, "now", lambda: datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert instants.today() == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2025-08-23T10:00", "2025-08-23T10:00:00+01:00"),
        ("2025-12-23T10:00", "2025-12-23T10:00:00+00:00"),
        ("2025-08-23T10:00Z", "2025-08-23T11:00:00+01:00"),
        ("2025-08-23T10:00:30+02:00", "2025-08-23T09:00:30+01:00"),
        ("2025-10-26T01:30", "2025-10-26T01:30:00+01:00"),  # comes twice: the first
        ("2025-10-26T01:30+00:00", "2025-10-26T01:30:00+00:00"),
    ],
)
def test_instants_are_londons_unless_they_say_otherwise(text: str, read: str) -> None:
    assert instants.written(instants.read(text, "--at")) == read


def test_the_hour_that_does_not_come_is_refused_and_its_neighbours_are_not() -> None:
    for text in ("2025-03-30T00:59:59", "2025-03-30T02:00:00"):
        instants.read(text, "--at")
    for text in ("2025-03-30T01:00:00", "2025-03-30T01:59:59"):
        with pytest.raises(Wrong):
            instants.read(text, "--at")


def process(*words: str, cache: Path, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "-m", "wayforward.cli", *words]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_command_ends_with_its_exit_code_and_keeps_mistakes_off_the_output(tmp_path: Path) -> None:
    done = process(*FAMILY, "2", *SATURDAY, "--json", cache=tmp_path)
    assert (done.returncode, done.stderr, json.loads(done.stdout)["hole"]["rule"]) == (0, "", "CHK-06a")
    wrong = process(*FAMILY, "9", cache=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("“9” is not a line")


def test_a_question_asked_before_reads_no_yaml_and_starts_no_framework(tmp_path: Path) -> None:
    for words in ((*FAMILY, "2", *SATURDAY), ("due", TOWN, "--stage", "stage-1", "--start", "2025-08-21T14:10")):
        process(*words, cache=tmp_path)
        timed = process(*words, cache=tmp_path, options=("-X", "importtime"))
        assert timed.returncode == 0
        imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in timed.stderr.splitlines()}
        assert imported & {"django", "pydantic", "ruamel", "jinja2"} == set()


def test_every_command_of_the_help_is_started_by_its_own_module() -> None:
    (commands,) = (action for action in parser()._actions if action.dest == "command")
    assert list(commands.choices or ()) == list(COMMANDS)
    for name in COMMANDS:
        (alone,) = (action for action in parser(name)._actions if action.dest == "command")
        assert name in (alone.choices or ())
