"""A proof finds each fault that is put into a policy, and every story of it comes true when it is told again."""

from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.policies.checking.mutants import mutated
from tests.policies.proving.invented import ODD_HOURS, ladder, policy
from tests.policies.proving.proofs import ENGLAND, FIVE, TESTS, claim, proof, refusals
from wayforward.core.routing import routes
from wayforward.core.rulebook import rulebook
from wayforward.core.working_time import LONDON, OutsideCalendar
from wayforward.policies import rehearse, shelf
from wayforward.policies.proving import data
from wayforward.policies.proving.beside import in_one_line, in_one_line_beside
from wayforward.policies.proving.proof import Holds, prove

INVENTED = [*(str(folder) for folder in sorted((TESTS / "invented").iterdir())), str(TESTS / "sample")]


@pytest.mark.parametrize("name", [*FIVE, *INVENTED], ids=lambda name: Path(name).name)
def test_every_story_comes_true_when_it_is_told_again(name: str) -> None:
    assert list(refusals(proof(name))) == []


@pytest.mark.parametrize("name", [*FIVE, *INVENTED], ids=lambda name: Path(name).name)
def test_every_fault_every_hole_and_every_longest_wait_has_a_story(name: str) -> None:
    found = proof(name)
    assert all(told.story for _, told in found.holes)
    assert all(story for wait, story in found.stages if wait.within is not None)
    assert all(each.story for each in found.claims if each.holds is Holds.NO and each.claim != "wait-is-limited")
    assert bool(found.whole.story) == (found.waits.longest is not None)


@pytest.mark.parametrize("name", FIVE)
def test_a_story_of_a_hole_comes_to_that_hole_at_that_instant(name: str) -> None:
    found = proof(name)
    rules, table = rulebook(found.policy, ENGLAND, in_force=True), routes(found.policy, ENGLAND)
    for gap, told in found.holes:
        going = rehearse.Run(rules, table, ENGLAND)
        for step in told.story:
            going.step(step)
        stage = rules.stages[going.state.stage]
        line = going.state.line if stage.tiers and stage.tiers.lines else stage.line
        assert line in gap.asked
        answer = table.answer(gap.agency, line or "", gap.first_at, rules.status(going.state), going.state.facts)
        assert answer.hole is not None
        assert (answer.hole.rule, answer.line, answer.cards) == (gap.rule, gap.line, ())


@pytest.mark.parametrize("name", FIVE)
def test_a_story_written_to_a_file_is_one_that_simulate_takes(name: str, tmp_path: Path) -> None:
    for file, says, story in data.stories(proof(name)):
        if story:
            path = tmp_path / f"{file}.yaml"
            with path.open("w", encoding="utf-8") as out:
                YAML().dump({"says": says, "do": data.steps(story)}, out)
            lines = list(rehearse.simulate(name, str(path)))
            assert not [line for line in lines if line["what"] == "refused" and not line["expected"]]


def test_the_five_policies_are_proved_as_their_readers_know_them() -> None:
    held = {name: {each.claim: str(each.holds) for each in proof(name).claims} for name in FIVE}
    looked_at = ("every-state-ends", "no-endless-loop", "panel-can-be-formed")
    assert {name: tuple(each[what] for what in looked_at) for name, each in held.items()} == {
        "barnet-children": ("declared", "yes", "yes"),
        "barnet-multi-agency": ("declared", "yes", "yes"),
        "barnsley": ("yes", "yes", "yes"),
        "havering": ("yes", "yes", "no"),  # a panel of three cannot have all of four
        "newham": ("declared", "no", "yes"),  # back and forth between two stages without a time
    }  # fmt: skip
    days = {name: proof(name).waits.most_days for name in FIVE}
    assert {name: each.working_days for name, each in days.items() if each} == {
        "barnet-children": 5, "barnet-multi-agency": 5, "barnsley": 15, "havering": 5, "newham": 8,
    }  # fmt: skip


def test_the_upper_lines_of_family_services_are_empty_out_of_hours() -> None:
    """Barnet, checker G0-08 to G0-10: nobody above the first line once the office is shut."""
    holes = [gap for gap, _ in proof("barnet-children").holes if gap.agency == "family-services"]
    empty = {(gap.line, gap.rule): gap for gap in holes}
    for line in ("2", "3"):
        gap = empty[line, "CHK-06a"]
        # 253 working days of eight hours: 2026 has 365 days, 104 of them at weekends and 8 bank holidays.
        assert gap.hours == 8760 - 253 * 8
        assert gap.first_at.astimezone(LONDON).date() == date(2026, 1, 1)


def test_a_line_whose_hours_the_text_leaves_out_is_declared_and_not_taken_for_proved() -> None:
    text = """
windows: [{id: always, days: every day, from: "00:00", until: "00:00"}]
stages: [{id: one, label: One, title: Talk, says: They talk., line: "1"}]
routes:
  - {agency: any, line: "1", post: lead%s}
"""
    silent, stated, filled = (
        prove(policy(text % hours), ENGLAND, 2026)
        for hours in ("", ", hours: always", ", hours: always, unstated: [hours]")
    )
    assert claim(stated, "somebody-to-ring").holds is Holds.YES
    assert stated.unstated == ()
    for each in (silent, filled):
        assert claim(each, "somebody-to-ring").holds is Holds.DECLARED
        assert "The text states no hours for 3 of 3 lines" in claim(each, "somebody-to-ring").what
        assert each.unstated == (("police", "1"), ("health", "1"), ("schools", "1"))


def test_a_post_without_a_number_is_counted_apart_from_a_hole() -> None:
    it = policy("""
stages: [{id: one, label: One, title: Talk, says: They talk., line: "1"}]
routes:
  - {agency: police, line: "1", post: lead}
  - {agency: health, line: "1", post: silent}
  - {agency: schools, line: "1", posts: [silent, lead]}
""")
    found = prove(it, ENGLAND, 2026)
    assert found.holes == ()
    assert [(each.post, each.lines, each.seconds // 3600) for each in found.unprinted] == [
        ("silent", (("health", "1"), ("schools", "1")), 8760)
    ]


def test_a_post_that_is_reached_through_somebody_without_a_number_cannot_be_reached_as_printed() -> None:
    it = policy("""
  - {id: through-nobody, title: Through nobody, of: responding, via: between}
  - {id: between, title: Between, of: partnership, via: silent}
  - {id: through-somebody, title: Through somebody, of: responding, via: chair}
stages: [{id: one, label: One, title: Talk, says: They talk., line: "1"}]
routes:
  - {agency: police, line: "1", post: through-nobody}
  - {agency: health, line: "1", post: through-somebody}
  - {agency: schools, line: "1", post: silent, via: chair}
""")
    found = prove(it, ENGLAND, 2026)
    assert [each.post for each in found.unprinted] == ["through-nobody"]
    assert "1 of the posts that answer is named" in claim(found, "number-printed").what
    assert claim(found, "number-printed").holds is Holds.DECLARED


def test_a_line_left_with_nobody_at_night_is_a_new_hole_of_ten_hours_a_night() -> None:
    def nobody_at_night(it: dict[str, object]) -> None:
        rows = it["routes"]
        assert isinstance(rows, list)
        it["routes"] = [
            row for row in rows if (row["agency"], row["line"], row.get("hours")) != ("police", "2", "night")
        ]

    before = {(gap.agency, gap.line) for gap, _ in proof("barnet-children").holes}
    after = prove(mutated("barnet-children", nobody_at_night), ENGLAND, 2026)
    new = [(gap, told) for gap, told in after.holes if (gap.agency, gap.line) not in before]
    assert [(gap.agency, gap.line, gap.hours) for gap, _ in new] == [("police", "2", 3650.0)]
    assert "nobody is named Monday to Sunday before 07:00 and from 21:00" in new[0][1].says
    assert list(refusals(after)) == []


def test_a_hole_is_told_by_the_facts_that_matter_and_by_no_others() -> None:
    it = policy("""
facts:
  - {id: urgent, asks: Is it urgent?, kind: yes-no}
  - {id: plan, asks: Which plan?, kind: choice, options: [{id: a, says: Plan A}, {id: b, says: Plan B}]}
stages: [{id: one, label: One, title: Talk, says: They talk., line: "1"}]
routes:
  - {agency: any, line: "1", if: {urgent: yes}, post: lead}
  - {agency: any, line: "1", if: {plan: [a, b]}, post: deputy}
""")
    holes = [gap for gap, _ in prove(it, ENGLAND, 2026).holes if gap.agency == "police"]
    assert [gap.cases for gap in holes] == [((("plan", (("no",),)), ("urgent", (("no",),))),)]
    other = policy("""
facts: [{id: urgent, asks: Is it urgent?, kind: yes-no}, {id: night, asks: Is it night?, kind: yes-no}]
stages: [{id: one, label: One, title: Talk, says: They talk., line: "1"}]
routes:
  - {agency: any, line: "1", if: {urgent: yes}, post: lead}
  - {agency: any, line: "1", if: {urgent: yes, night: yes}, post: deputy}
""")
    holes = [gap for gap, _ in prove(other, ENGLAND, 2026).holes if gap.agency == "police"]
    assert [gap.cases for gap in holes] == [((("urgent", (("no",),)),),)]


def test_a_wait_is_declared_unlimited_where_the_policy_says_that_it_is_silent_and_fails_where_it_does_not() -> None:
    silent = claim(prove(ladder("none"), ENGLAND, 2026), "wait-is-limited")
    assert silent.holds is Holds.NO  # the last stage says nothing about its time
    assert claim(proof("newham"), "wait-is-limited").holds is Holds.DECLARED
    assert (
        "Stage 4 and Stage 6. The stages with a time: At most 8 working days, and 18 days"
        in claim(proof("newham"), "wait-is-limited").what
    )


def test_a_wait_that_only_a_limit_over_several_stages_ends_says_so_with_what_it_rests_on() -> None:
    limited = claim(proof("barnet-children"), "wait-is-limited")
    assert "Stage Two, Stage Three, Mediation and Other authorities have no time of their own" in limited.what
    assert "which rests on A-02, A-06 and A-07. The text itself ties that limit to no stage." in limited.what
    assert limited.holds is Holds.DECLARED


def test_a_limit_that_the_text_lays_over_its_stages_limits_the_wait() -> None:
    tied = mutated("barnet-children", lambda data: data["caps"][0].pop("unstated"))
    limited = claim(prove(tied, ENGLAND, 2026), "wait-is-limited")
    assert (limited.holds, "ties that limit to no stage" in limited.what) == (Holds.YES, False)


def test_a_talk_from_which_a_later_clock_runs_is_put_off_to_the_last_permitted_moment() -> None:
    it = policy("""
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 2 working days}, moves: [{to: b, kind: next}]}
  - {id: b, label: B, title: B, says: B., time: {within: 3 working days, from: [discussion at a, raised]}}
""")
    found = prove(it, ENGLAND, 2026)
    assert found.waits.most_days is not None
    assert found.waits.most_days.working_days == 5
    assert any("discuss" in step for step in found.whole.story)
    assert list(refusals(found)) == []


def test_the_longest_wait_is_told_in_one_line_alone_and_beside_another_version() -> None:
    five, ten = ladder("5 working days"), ladder("5 working days", "5 working days")
    assert in_one_line(five, ENGLAND, 2026).startswith("The stages with a time take 5 working days, at most 13 days")
    assert "longer than before" in in_one_line_beside(five, ten, ENGLAND, 2026)
    assert "shorter than before" in in_one_line_beside(ten, five, ENGLAND, 2026)
    assert in_one_line_beside(five, five, ENGLAND, 2026).endswith("As before.")
    assert "Before: The policy limits no wait" in in_one_line_beside(ladder("none"), five, ENGLAND, 2026)


def test_a_story_is_told_from_the_day_on_which_the_policy_is_in_force() -> None:
    found = proof(str(TESTS / "invented" / "saltmarsh"))  # in force from 1 April 2026
    told = [step["at"] for _, _, story in data.stories(found) for step in story]
    assert min(told).astimezone(LONDON).date() == date(2026, 4, 1)


def test_the_data_of_a_proof_has_the_form_that_programs_were_promised() -> None:
    found = data.as_data(proof("newham"))
    assert {"policy", "year", "claims", "holes", "waits"} <= found.keys()
    assert {tuple(each)[:5] for each in found["claims"]} == {("claim", "title", "holds", "what", "clauses")}
    assert {each["holds"] for each in found["claims"]} <= {True, False, "declared"}
    assert found["waits"]["whole"]["working_days"] == 8
    assert found["waits"]["whole"]["without_limit"] == ["stage-4", "stage-6"]
    assert found["waits"]["whole"]["calendar"]["says"] == "18 days"
    assert [each["stage"] for each in found["waits"]["stages"]] == [stage.id for stage in shelf.load("newham").stages]


def test_every_agency_line_and_hour_of_an_odd_policy_is_told_in_words() -> None:
    found = prove(policy(ODD_HOURS), ENGLAND, 2026)
    said = {(gap.agency, gap.line): told.says for gap, told in found.holes}
    assert said["police", "1"].startswith(
        "Police, line 1: nobody is named Monday and Wednesday before 12:15 and from 13:05; Tuesday, Thursday and Friday"
        " all day; Saturday before 23:30; Sunday from 03:45; bank holidays before 06:00 and from 06:20;"
    )
    assert "nobody is named Monday and Wednesday from 12:15 to 13:05" in said["police", "2"]
    assert said["health", "urgent"].startswith(
        "Health, the route “urgent”: nobody is named Monday to Saturday all day;"
    )
    assert "where “Is it urgent?” is answered yes" in said["health", "urgent"]
    assert list(refusals(found)) == []


def test_a_year_that_nobody_has_a_calendar_for_is_refused_in_a_sentence() -> None:
    with pytest.raises(OutsideCalendar):
        prove(shelf.load("newham"), ENGLAND, 2050)
