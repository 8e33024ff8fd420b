"""Listing, showing, accounting for, testing and simulating policies from the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wayforward.cli import main
from wayforward.policies import shelf
from wayforward.policies.errors import UnknownPolicy
from wayforward.policies.sources import text_of

TOWN = str(Path(__file__).parent / "town")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: its exit code and what it prints."""

    def run(*words: str) -> tuple[int, str]:
        code = main(words)
        return code, capsys.readouterr().out

    return run


def test_every_shipped_policy_is_listed_with_its_status(ask: Any) -> None:
    code, out = ask("policy", "list", "--json")
    assert code == 0
    assert [each["policy"] for each in json.loads(out)] == list(shelf.names())
    assert all(each["title"] and each["digest"] for each in json.loads(out))
    assert "barnsley" in ask("policy", "list")[1]


def test_a_policy_is_shown_with_the_ids_that_commands_take(ask: Any) -> None:
    code, out = ask("policy", "show", TOWN, "--json")
    shown = json.loads(out)
    assert code == 0
    assert [each["id"] for each in shown["stages"]] == ["stage-1", "stage-2"]
    family = next(each for each in shown["agencies"] if each["id"] == "family-services")
    assert (family["lines"], [each["id"] for each in family["statuses"]]) == (["1", "2"], ["open", "new"])
    assert shown["facts"] == [
        {"id": "acute", "asks": "Is an assessment needed now?", "kind": "yes-no", "values": ["yes", "no"]}
    ]
    assert [each["id"] for each in shown["duties"]] == ["stage-1-limit", "tell-office"]
    assert {"id", "title", "of", "how", "via"} == set(shown["posts"][0])
    text = ask("policy", "show", TOWN)[1]
    assert "family-services: Town Family Services; lines 1, 2; statuses open, new" in text
    assert "tell-office (notify): Tell the partnership that a stage began. By raiser; within 48 clock hours." in text


def test_every_clause_is_accounted_for(ask: Any) -> None:
    code, out = ask("policy", "clauses", TOWN, "--json")
    found = json.loads(out)
    by_id = {each["id"]: each for each in found["clauses"]}
    assert (code, found["missing"], found["unknown"]) == (0, [], [])
    assert by_id["T-08"]["status"] == "carried"
    assert by_id["T-11"] == {
        "id": "T-11", "status": "not-executable", "by": [], "why": "No software can praise."
    }  # fmt: skip
    assert "Missing: none." in ask("policy", "clauses", TOWN)[1]


def test_a_clause_that_nothing_carries_is_the_answer_no(tmp_path: Path, ask: Any) -> None:
    text = (Path(TOWN) / "policy.yaml").read_text(encoding="utf-8")
    text = text.replace("  - {id: T-11,", "  - {id: T-12, says: Left over.}\n  - {id: T-11,")
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    code, out = ask("policy", "clauses", str(tmp_path))
    assert code == 1
    assert "Missing: T-12." in out


def test_a_policys_examples_are_counted_at_the_end(ask: Any) -> None:
    code, out = ask("policy", "test", TOWN)
    assert code == 0
    assert out.splitlines()[-1] == "2 passed, 0 failed"
    assert json.loads(ask("policy", "test", TOWN, "--json")[1])["failed"] == 0


def test_an_example_that_fails_says_how_and_ends_with_code_1(tmp_path: Path, ask: Any) -> None:
    text = (Path(TOWN) / "policy.yaml").read_text(encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(text.replace("due: 2025-08-29", "due: 2025-08-28"), encoding="utf-8")
    code, out = ask("policy", "test", str(tmp_path))
    assert code == 1
    assert out.splitlines()[-1] == "1 passed, 1 failed"
    assert "FAILED  A talk that begins on a Thursday" in out


def test_the_schema_is_a_json_schema(ask: Any) -> None:
    code, out = ask("policy", "schema")
    assert code == 0
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_a_scenario_is_told_in_order_with_duties_deadlines_contacts_and_notices(tmp_path: Path, ask: Any) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(
        "examples:\n"
        "  - says: A health visitor disagrees with Family Services.\n"
        "    do:\n"
        '      - {at: "2025-08-21T14:10", raise: {agency: health, about: [family-services], subject: child}}\n'
        '      - {at: "2025-08-26T10:00", escalate: stage-2}\n'
        "    then: {stage: stage-2}\n",
        encoding="utf-8",
    )
    code, out = ask("simulate", TOWN, str(story), "--json")
    lines = json.loads(out)["lines"]
    assert code == 0
    kinds = [line["what"] for line in lines]
    assert {"stage", "duty", "contact"} <= set(kinds)
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert any(line.get("due_at") == "2025-08-29T23:59:59+01:00" for line in lines)
    assert "2025-08-29T23:59:59+01:00" in ask("simulate", TOWN, str(story))[1]


def test_a_list_of_policies_takes_two_lines_for_each(ask: Any) -> None:
    _, out = ask("policy", "list")
    lines = out.splitlines()
    assert [line.partition(":")[0] for line in lines[::2]] == list(shelf.names())
    assert all(line.startswith("  ") for line in lines[1::2])


def test_lines_are_folded_to_a_narrow_terminal(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    _, out = ask("policy", "show", "newham")
    assert max(map(len, out.splitlines())) <= 60
    monkeypatch.setenv("COLUMNS", "300")
    _, out = ask("policy", "show", "newham")
    assert 60 < max(map(len, out.splitlines())) <= 100


def test_a_policy_in_one_file_of_any_name_answers_every_command(tmp_path: Path, ask: Any) -> None:
    file, story = tmp_path / "ours.yaml", tmp_path / "story.yaml"
    raised = "do: [{at: 2025-08-19T10:00, raise: {agency: health, about: [police], subject: child}}]"
    file.write_text(
        "policy: ours\ntitle: Ours\npartnership: Here\nnation: england\nsubjects: [child]\n"
        "agencies: [{id: police, title: Police}, {id: health, title: Health}]\n"
        "posts: [{id: sergeant, title: Sergeant, of: police, contact: {phone: 020 7946 0001}}]\n"
        "stages: [{id: talk, label: One, title: Talk, says: People talk., time: {within: 5 working days}}]\n"
        "routes: [{agency: police, line: '1', post: sergeant}]\n"
        f"examples: [{{says: It begins., {raised}, then: {{stage: talk}}}}]\n",
        encoding="utf-8",
    )
    story.write_text(f"{{says: A story., {raised}, then: {{stage: talk}}}}\n", encoding="utf-8")
    for words in (
        ("policy", "show"),
        ("policy", "clauses"),
        ("policy", "test"),
        ("contact", "--agency", "police", "--line", "1"),
        ("due", "--stage", "talk", "--start", "2025-08-19T10:00"),
        ("simulate", str(story)),
    ):
        place = 2 if words[0] == "policy" else 1
        code, out = ask(*words[:place], str(file), *words[place:])
        assert (code, bool(out)) == (0, True), words


def test_what_a_reader_leaves_unread_is_no_mistake() -> None:
    command = [sys.executable, "-m", "wayforward.cli", "policy", "show", "newham", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()
        assert (shown.stderr.read(), shown.wait()) == (b"", 0)


def test_a_database_that_is_not_ready_is_told_in_a_sentence(tmp_path: Path) -> None:
    environment = {**os.environ, "WAYFORWARD_DEMO": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    asked = [sys.executable, "-m", "wayforward.cli", "history"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The database could not be asked: no such table")
    assert done.stderr.rstrip().endswith("write: wayforward migrate")


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownPolicy, match=r"cannot be read: Is a directory\. Name a file that can\."):
        text_of(str(tmp_path))
