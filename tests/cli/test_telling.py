"""What the commands tell a person who wrote a policy: everything that steers a case, and whose choice it was."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wayforward.cli import main

REGION = """
policy: region
title: The regional way
partnership: The region
nation: england
subjects: [child]
document: {status: live, version: "2", in-force-from: 2026-04-01}
readings:
  day-ends: {at: "17:00", assumption: A-1}
  working-hours: {from: "09:00", until: "17:00", assumption: A-2}
assumptions:
  - {id: A-1, says: A day ends at five., because: The text gives no hour.}
  - {id: A-2, says: Offices open at nine., because: Nothing says when.}
  - {id: A-3, says: The longer of the two counts., because: One has to.}
agencies: [{id: schools, title: Schools}, {id: health, title: Health}, {id: family, title: The family, told: false}]
posts:
  - {id: desk, title: Regional desk, of: partnership, contact: {phone: 01632 960001}}
  - {id: lead, title: Lead, of: each}
facts: [{id: urgent, asks: Is it urgent?, kind: yes-no, asked: raise}]
windows:
  - {id: office, days: [mon, tue], from: "09:00", until: "17:00", bank-holidays: closed}
  - {id: always, days: every day}
starts: [{at: two, if: {urgent: yes}}, {at: one}]
stages:
  - id: one
    label: One
    title: Talk
    says: They talk.
    time:
      within: 2 working days
      printed: two working days
      assumption: A-3
      stated: [{clause: "1", where: diagram, printed: 24 hours, within: 24 hours, says: It is older.}]
    moves: [{to: two, says: If they cannot agree., needs: [discussion, {need: reason, if: {urgent: yes}}]}]
  - id: two
    label: Two
    title: Meet
    says: They meet.
    acts: {raising: lead, responding: lead}
    time: {within: none, silent: No time is given.}
duties:
  - id: tell
    kind: notify
    says: Tell them.
    who: raising lead
    to: responding lead
    when: [raised]
    within: 4 working hours
routes:
  - {agency: health, line: "1", hours: always, post: desk}
  - {agency: health, line: "2", hours: office, post: lead, if: {urgent: no}}
  - {agency: schools, line: "1", posts: [desk, lead], choice: either}
scope: [{id: complaints, says: Complaints., applies: false, if: {urgent: [yes]}, send-to: the complaints team}]
endings: [{id: noted, title: Noted, who: office}]
clauses: [{id: "1", says: They talk within two working days.}]
"""
LOCAL = "policy: local\ntitle: Our way\npartnership: The town\nextends: ../region\n"
Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Asks one thing of the regional policy or of the local one that was taken from it."""
    for folder, text in (("region", REGION), ("local", LOCAL)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "policy.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def asked(*words: str) -> tuple[int, str]:
        code = main(list(words))
        return code, " ".join(capsys.readouterr().out.split())

    return asked


def story(tmp_path: Path, *steps: str) -> str:
    file = tmp_path / "story.yaml"
    file.write_text("says: A story.\ndo:\n" + "".join(f"  - {{{step}}}\n" for step in steps), encoding="utf-8")
    return str(file)


RAISED = 'at: "2026-09-07T09:00", raise: {agency: schools, about: [health]}'


@pytest.mark.parametrize(
    "says",
    [
        "The region, version 2, live, in force from Wednesday 1 April 2026",
        "Begins at two, if urgent is yes one Stages",
        "one to two (next): If they cannot agree; needs discussion, reason (urgent is yes)",
        "“office” is mon, tue from 09:00 until 17:00, not on bank holidays.",
        "“always” is every day at every hour.",
        "health, line 1, hours always: desk.",
        "health, line 2, if urgent is no, hours office: lead.",
        "schools, line 1, no hours stated: desk or lead.",
        "complaints (not covered, if urgent is yes): Complaints. Go instead to: the complaints team.",
        "noted: Noted, by the office",
        "A-3: The longer of the two counts. Because: One has to.",
        "family: The family; sent nothing by itself",
    ],
)
def test_a_policy_is_shown_with_all_that_steers_a_case(ask: Ask, says: str) -> None:
    assert says in ask("policy", "show", "region")[1]


def test_a_stage_without_a_time_is_shown_without_a_limit(ask: Ask) -> None:
    shown = ask("policy", "show", "region")[1]
    assert "one-limit" in shown
    assert "two-limit" not in shown


def test_a_policy_taken_from_another_says_so_and_whose_numbers_it_has(ask: Ask) -> None:
    shown = ask("policy", "show", "local")[1]
    assert "Taken from: The regional way." in shown
    assert "These numbers and addresses are another partnership's: desk. Replace them or leave them out." in shown
    assert "Taken from" not in ask("policy", "show", "region")[1]


def test_a_deadline_is_told_with_what_else_is_printed_and_what_was_chosen(ask: Ask) -> None:
    told = ask("due", "region", "--stage", "one", "--start", "2026-09-07T10:00")[1]
    assert "Printed as “two working days”." in told
    assert "As printed elsewhere: “24 hours” (diagram, 1). It is older." in told
    assert "Assumption A-1: A day ends at five. Because: The text gives no hour." in told
    assert "Assumption A-3: The longer of the two counts. Because: One has to." in told
    assert "A-2" not in told


def test_working_hours_are_told_with_the_choice_of_the_hours(ask: Ask) -> None:
    told = ask("due", "region", "--duty", "tell", "--start", "2026-09-07T10:00")[1]
    assert "Assumption A-2" in told
    assert "A-1" not in told


def test_a_contact_that_never_changes_holds_at_any_hour(ask: Ask) -> None:
    told = ask("contact", "region", "--agency", "health", "--line", "1", "--at", "2026-09-07T10:00")[1]
    assert "This holds at any hour." in told


def test_a_contact_of_another_line_is_told_with_its_line(ask: Ask) -> None:
    question = ("contact", "region", "--agency", "health", "--line", "1", "--at")
    assert "If this does not settle it: line 2: Lead" in ask(*question, "2026-09-07T10:00")[1]
    assert "from 09:00, line 2: Lead" in ask(*question, "2026-09-09T10:00")[1]


def test_a_dry_run_says_on_which_side_somebody_is_told(ask: Ask, tmp_path: Path) -> None:
    code, told = ask("simulate", "region", story(tmp_path, RAISED))
    assert code == 0
    assert "to: lead (responding side)" in told


def test_a_dry_run_shows_that_the_clock_looked(ask: Ask, tmp_path: Path) -> None:
    told = ask("simulate", "region", story(tmp_path, RAISED, 'at: "2026-09-07T09:30", wait: true'))[1]
    assert "2026-09-07T09:30:00+01:00 wait: The clock looks, and nothing has fallen due." in told


def test_a_dry_run_with_a_step_that_was_refused_ends_with_code_1_unless_the_story_expects_it(
    ask: Ask, tmp_path: Path
) -> None:
    refused = 'at: "2026-09-07T09:30", escalate: two'
    code, told = ask("simulate", "region", story(tmp_path, RAISED, refused))
    assert code == 1
    assert "refused: " in told
    assert ask("simulate", "region", story(tmp_path, RAISED, f"{refused}, then: {{refused: talk}}"))[0] == 0


def test_what_carries_a_clause_is_told_apart(ask: Ask) -> None:
    assert "1 carried: duty one-limit, time as stated" in ask("policy", "clauses", "region")[1]
    barnsley = ask("policy", "clauses", "barnsley")[1]
    assert "; stage" in barnsley
