"""What a policy's words mean once it is loaded: caps, times to talk, needs with a condition, moves and windows."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from wayforward.core.policy.stages import MoveKind
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import routes
from wayforward.policies import rehearse, shelf
from wayforward.policies.account import Status, account
from wayforward.policies.errors import MORE, PolicyErrors

HEAD = """
policy: small
title: Small
partnership: Nowhere
nation: wales
subjects: [child, adult]
agencies: [{id: schools, title: Schools}, {id: health, title: Health}]
posts: [{id: chair, title: Chair, of: partnership}]
"""
STAGES = """
stages:
  - {id: step-1, label: One, title: Talk, says: They talk., time: {within: 1 working day}, moves: [{to: step-2}]}
  - {id: step-2, label: Two, title: Meet, says: They meet., optional: If they like., moves: [{to: step-3}]}
  - {id: step-3, label: Three, title: Chair, says: The chair decides.}
  - {id: aside, label: Aside, title: Recorded, says: It is recorded., beside: true}
"""
RAISED = "raise: {agency: schools, about: [health], at-stage: STAGE, reason: It says so.}"


def load(*parts: str) -> Policy:
    return shelf.load_text({"policy.yaml": "".join(parts)})


def raised(stage: str) -> str:
    return RAISED.replace("STAGE", stage)


def told(tmp_path: Path, *parts: str) -> list[str]:
    """What the examples of this policy did not do."""
    file = tmp_path / "policy.yaml"
    file.write_text("".join(parts), encoding="utf-8")
    return [problem for result in rehearse.run(str(file)) for problem in result.failures]


CAP = "caps: [{id: both, says: Both., stages: [step-1, step-2], within: 5 working days, from: raised}]\n"


def test_a_cap_over_some_stages_is_not_owed_by_a_case_that_never_enters_them(tmp_path: Path) -> None:
    example = f"""
examples:
  - says: It is recorded and nothing else.
    do:
      - {{at: "2026-08-27T14:00", {raised("aside")}}}
      - {{at: "2026-09-15T12:00", wait: true}}
    then: {{stage: aside, not-duties: [both], overdue: false}}
"""
    assert not told(tmp_path, HEAD, STAGES, CAP, example)


def test_a_cap_over_some_stages_counts_from_its_own_start_and_is_owed_once(tmp_path: Path) -> None:
    example = f"""
examples:
  - says: The days run from the raising although the covered stage came later.
    do:
      - {{at: "2026-09-07T09:00", {raised("aside")}}}
      - {{at: "2026-09-09T09:00", escalate: step-1, reason: We challenge after all.}}
      - {{at: "2026-09-10T09:00", escalate: step-2}}
    then: {{duties: [both], duty: {{both: {{due: 2026-09-14}}, "both#1": {{due: 2026-09-14}}}}}}
"""
    assert not told(tmp_path, HEAD, STAGES, CAP, example)
    policy = load(HEAD, STAGES, CAP)
    (cap,) = (duty for duty in policy.duties if duty.id == "both")
    assert cap.when == ("step-1 begins", "step-2 begins")
    assert cap.once
    assert cap.time is not None
    assert cap.time.starts == ("raised",)


def test_a_cap_over_the_whole_is_owed_from_its_own_start() -> None:
    policy = load(HEAD, STAGES, CAP.replace("stages: [step-1, step-2], ", ""))
    assert next(duty.when for duty in policy.duties if duty.id == "both") == ("raised",)


def test_a_talk_meets_a_limit_that_is_a_limit_to_talk(tmp_path: Path) -> None:
    stages = STAGES.replace(
        "time: {within: 1 working day}",
        "time: {within: 4 hours, says: Talk to each other., done-by: [discussion at step-1]}",
    )
    example = f"""
examples:
  - says: They talked in time and have not settled it.
    do:
      - {{at: "2026-09-07T09:00", {raised("step-1")}}}
      - {{at: "2026-09-07T12:00", discuss: We do not agree.}}
      - {{at: "2026-09-08T12:00", wait: true}}
    then: {{overdue: false, duty: {{step-1-limit: {{done: true}}}}}}
"""
    assert not told(tmp_path, HEAD, stages, example)
    limit = next(duty for duty in load(HEAD, stages).duties if duty.id == "step-1-limit")
    assert limit.says == "Talk to each other."
    assert limit.done_by == ("step-1 settled", "discussion at step-1")


def test_a_need_may_be_asked_for_in_some_cases_only() -> None:
    stages = STAGES.replace(
        "moves: [{to: step-2}]", "moves: [{to: step-2, needs: [{need: reason, if: {subject: adult}}]}]"
    )
    (need,) = load(HEAD, stages).stages[0].moves[0].needs
    assert need.when.holds({"subject": frozenset({"adult"})})
    assert not need.when.holds({"subject": frozenset({"child"})})


def test_past_nothing_but_stages_that_may_be_left_out_the_next_one_is_the_next() -> None:
    moves = "moves: [{to: step-2}, {to: step-3}]"
    kinds = [move.kind for move in load(HEAD, STAGES.replace("moves: [{to: step-2}]", moves)).stages[0].moves]
    assert kinds == [MoveKind.NEXT, MoveKind.NEXT]
    needed = STAGES.replace("moves: [{to: step-2}]", moves).replace("optional: If they like., ", "")
    assert load(HEAD, needed).stages[0].moves[1].kind is MoveKind.LAST


@pytest.mark.parametrize("occurrence", ["step-1-limit extended", "step-1-limit set", "tell extended"])
def test_a_date_that_a_person_gave_is_something_that_can_happen(occurrence: str) -> None:
    duty = f"duties: [{{id: tell, kind: notify, says: Tell., who: chair, when: [{occurrence}]}}]\n"
    assert load(HEAD, STAGES, duty).duties[-1].when == (occurrence,)


def test_whether_they_answered_is_always_known() -> None:
    stages = STAGES.replace("{to: step-2}", "{to: step-2, automatic: step-1-limit overdue, if: {answered: no}}")
    (move,) = load(HEAD, stages).stages[0].moves
    assert move.when.facts() == {"answered"}
    with pytest.raises(PolicyErrors, match="“answered” has a meaning of its own"):
        load(HEAD, STAGES, "facts: [{id: answered, asks: Did they?, kind: yes-no}]\n")


@pytest.mark.parametrize(
    "hours",
    ["", ', from: "00:00", until: "24:00"', ', from: "00:00", until: "00:00"', ', from: "00:00", until: "24:00:00"'],
)
def test_a_window_without_hours_and_one_until_midnight_hold_all_day(hours: str) -> None:
    window = f"windows: [{{id: always, days: every day{hours}}}]\n"
    policy = load(HEAD, STAGES, window, 'routes: [{agency: any, line: "1", hours: always, post: chair}]\n')
    table = routes(policy, shelf.calendar("wales"))
    for hour in (0, 12, 23):
        answer = table.answer("health", "1", datetime(2026, 9, 7, hour, 59, tzinfo=UTC))
        assert [card.title for card in answer.cards] == ["Chair"]


def test_an_evening_ends_at_midnight() -> None:
    window = 'windows: [{id: evening, days: [mon], from: "18:00", until: "24:00"}]\n'
    policy = load(HEAD, STAGES, window, 'routes: [{agency: any, line: "1", hours: evening, post: chair}]\n')
    answer = routes(policy, shelf.calendar("wales")).answer("health", "1", datetime(2026, 9, 7, 20, tzinfo=UTC))
    assert answer.until_at == datetime(2026, 9, 7, 23, tzinfo=UTC)  # London's midnight


def test_the_first_day_in_force_is_kept(tmp_path: Path) -> None:
    document = "document: {status: live, in-force-from: 2026-04-01}\n"
    assert load(HEAD, STAGES, document).document.in_force_from == date(2026, 4, 1)
    early = """
examples:
  - says: Nothing is raised before the policy is in force.
    do: [{at: "2026-03-31T14:00", raise: {agency: schools, about: [health]}}]
    then: {refused: in force from}
"""
    assert not told(tmp_path, HEAD, STAGES, document, early)


def test_a_family_is_an_agency_that_is_sent_nothing() -> None:
    head = HEAD.replace("{id: health, title: Health}", "{id: family, title: The family, told: false}")
    assert [agency.told for agency in load(head, STAGES).agencies] == [True, False]


def test_subjects_may_say_which_clauses_they_rest_on() -> None:
    subjects = 'subjects: {kinds: [child], clauses: ["1"]}'
    clauses = 'clauses: [{id: "1", says: It is for children.}]\n'
    policy = load(HEAD.replace("subjects: [child, adult]", subjects), STAGES, clauses)
    (entry,) = account(policy).entries
    assert policy.subjects == ("child",)
    assert (entry.status, entry.by) == (Status.CARRIED, ("subjects",))


def test_mistakes_of_shape_say_that_there_may_be_more() -> None:
    with pytest.raises(PolicyErrors) as found:
        load(
            HEAD,
            STAGES,
            "windos: []\n",
            "duties: [{id: tell, kind: notify, says: Tell., who: nobody, when: [raised]}]\n",
        )
    assert [error.what for error in found.value.errors] == ["“windos” is not a key of a policy"]
    assert str(found.value).endswith(MORE)


def test_mistakes_in_names_are_all_there_are() -> None:
    with pytest.raises(PolicyErrors) as found:
        load(HEAD, STAGES, "duties: [{id: tell, kind: notify, says: Tell., who: nobody, when: [rased]}]\n")
    assert len(found.value.errors) == 2
    assert MORE not in str(found.value)
