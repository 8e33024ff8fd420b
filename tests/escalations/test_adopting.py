"""Open escalations go over to a newer version one by one: previewed, decided by the office, and recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, RESPONDING, Cast, found
from tests.escalations.versions import (
    TUESDAY,
    WHY,
    at_police_line_3,
    every_row,
    in_mediation,
    moved,
    previewed,
    put_in_force,
)
from tests.escalations.wandering import wander
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.lifecycle import decide, rulebook
from wayforward.core.lifecycle.adopting import counterpart
from wayforward.core.verdict import Refused
from wayforward.directory.models import Adoption
from wayforward.escalations import adopting, history, read, record
from wayforward.escalations.models import Conflict, Entry, Escalation
from wayforward.escalations.rebuild import mended
from wayforward.notices.models import Notice
from wayforward.policies import shelf


@pytest.fixture
def barnet(db: None, sealing_key: object) -> Cast:
    return found("barnet-children")


def test_a_case_that_stood_on_the_third_line_of_the_police_goes_on_at_stage_three(barnet: Cast) -> None:
    row = at_police_line_3(barnet)
    assert history.fold(read.entries(row)).stage == "stage-3"  # the old policy's own move, with the Borough Commander
    version = put_in_force(barnet)
    told = previewed(row, version)
    assert told.goes_to is not None
    assert (told.goes_to.id, told.to_line, told.refused) == ("stage-3", None, None)
    moved(barnet, row, version)
    row.refresh_from_db()
    assert (row.stage, row.line, row.adoption) == ("stage-3", "", version)


def test_a_case_still_on_the_third_line_of_the_police_would_go_on_at_stage_three() -> None:
    children = shelf.load("barnet-children")
    stages = tuple(replace(s, moves=tuple(m for m in s.moves if not m.automatic)) for s in children.stages)
    before = rulebook(replace(children, stages=stages), shelf.calendar("england"), in_force=True)
    after = adopting.version_from(shelf.load("barnet-multi-agency")).rules
    nurse, state = cmd.Actor(person="nurse", agency="health"), State()
    for command in (
        cmd.Raise(by=nurse, ref="WF-1", raising="health", responding=("police",), override=True, reason="Yes.",
                  subjects=(cmd.Subject(kind="child"),)),
        cmd.Escalate(by=nurse, to="stage-2", line="3", override=True, reason="Nobody answers."),
    ):  # fmt: skip
        events = decide(before, state, command, MONDAY)
        assert not isinstance(events, Refused), events.says
        for event in events:
            state = evolve(state, event, MONDAY)
    assert (state.stage, state.line) == ("stage-2", "3")
    place = counterpart(after, before, state)
    assert place is not None
    assert (place[0].id, place[1]) == ("stage-3", None)


def test_a_case_in_mediation_asks_somebody_to_decide_where_it_goes_on(barnet: Cast) -> None:
    row = in_mediation(barnet)
    version = put_in_force(barnet)
    told = previewed(row, version)
    assert told.choose
    assert told.refused is not None
    assert "“Mediation” is not in" in told.refused.says
    outcome = adopting.adopt(row, barnet.manager, version, WHY, TUESDAY)
    assert isinstance(outcome, Refused)
    assert previewed(row, version, stage="stage-3").refused is None
    moved(barnet, row, version, "stage-3")
    row.refresh_from_db()
    assert row.stage == "stage-3"


def test_the_notices_that_the_old_version_could_not_send_are_owed_under_the_new_one(barnet: Cast) -> None:
    row = barnet.raised()
    barnet.does(row, barnet.raises, MONDAY, cmd.Escalate, to="stage-3", override=True, reason="It is grave.")
    version = put_in_force(barnet)
    gained = {owes.says for owes in previewed(row, version).gained}
    moved(barnet, row, version)
    open_now = {d.duty for d in history.fold(read.entries(row)).owed()}
    assert "tell-bscp" in open_now
    assert gained


def test_it_tells_whom_each_version_has_people_ring(barnet: Cast) -> None:
    row = barnet.raised(raising="health", responding=("police",))
    barnet.does(row, barnet.raises, MONDAY, cmd.Escalate, to="stage-2", override=True, reason="No answer.")
    told = previewed(row, put_in_force(barnet))
    (was,), (now,) = told.rung_before, told.rung_after
    assert was.titles != now.titles
    assert any("Duty Officer" in title for title in was.titles)


def test_the_preview_is_what_happens(barnet: Cast) -> None:
    for make in (at_police_line_3, Cast.raised):
        row = make(barnet)
        version = Adoption.objects.filter(policy="barnet-multi-agency").first() or put_in_force(barnet)
        told = previewed(row, version)
        before = history.fold(read.entries(row))
        moved(barnet, row, version)
        after = history.fold(read.entries(row))
        assert told.goes_to is not None
        assert (after.stage, after.line) == (told.goes_to.id, told.to_line)
        dates = {each.key: each.due_at for each in told.dates}
        assert dates == {key: after.duties[key].due_at for key in dates}
        assert len(told.gained) == sum(d.open for key, d in after.duties.items() if key not in before.duties)
        assert len(told.lost) == sum(not after.duties[d.key].open for d in before.owed())
        barnet.adoption = Adoption.objects.get(policy="barnet-children")
        barnet.adoption.refresh_from_db()


def test_a_preview_stores_nothing(barnet: Cast) -> None:
    at_police_line_3(barnet)
    version = put_in_force(barnet)
    before = every_row()
    assert len(adopting.previews(barnet.manager, barnet.partnership, adopting.version_of(version), TUESDAY)) == 1
    assert every_row() == before


def test_a_preview_of_a_text_that_nobody_adopted_is_the_same(barnet: Cast) -> None:
    row = at_police_line_3(barnet)
    text = adopting.version_from(shelf.load("barnet-multi-agency"))
    (told,) = adopting.previews(barnet.manager, barnet.partnership, text, TUESDAY)
    assert (told.ref, told.goes_to and told.goes_to.id) == (row.ref, "stage-3")


def test_going_over_is_an_entry_with_both_versions_and_the_summary_still_follows_from_the_history(barnet: Cast) -> None:
    row = at_police_line_3(barnet)
    version = put_in_force(barnet)
    moved(barnet, row, version)
    recorded = read.entries(row)
    (adopted,) = (item.event for item in recorded if isinstance(item.event, ev.VersionAdopted))
    assert (adopted.from_digest, adopted.digest) == (barnet.adoption.digest, version.digest)
    assert adopted.reason == WHY.reason
    assert mended(row) == ()


def test_a_case_that_lost_its_version_is_pinned_again_from_its_history(barnet: Cast) -> None:
    row = barnet.raised()
    version = put_in_force(barnet)
    moved(barnet, row, version)
    Escalation.objects.filter(pk=row.pk).update(adoption=barnet.adoption)
    assert "version" in mended(row)
    row.refresh_from_db()
    assert row.adoption == version


def test_the_reason_is_sealed(barnet: Cast) -> None:
    row = barnet.raised()
    moved(barnet, row, put_in_force(barnet))
    entry = Entry.objects.get(escalation=row, kind="version-adopted")
    assert b"boards decided" not in bytes(entry.plain) + bytes(entry.sealed)


def test_both_sides_are_owed_a_notice_that_says_nothing_of_it(barnet: Cast) -> None:
    row = barnet.raised()
    moved(barnet, row, put_in_force(barnet))
    told = Notice.objects.filter(escalation_id=row.pk, kind="version")
    assert {notice.agency.key for notice in told if notice.agency} | {
        "health" for notice in told if notice.person_id == barnet.raises.pk
    } == {"health", RESPONDING}  # fmt: skip


@pytest.mark.parametrize("who", [lambda c: c.raises, lambda c: c.other_lead, lambda c: c.chair])
def test_nobody_but_the_office_lets_it_go_over(barnet: Cast, who: Callable[[Cast], Any]) -> None:
    row = barnet.raised()
    version = put_in_force(barnet)
    outcome = adopting.adopt(row, who(barnet), version, WHY, TUESDAY)
    assert isinstance(outcome, Refused)
    assert "Only the partnership's office" in outcome.says


def test_a_version_that_is_not_in_force_is_gone_over_to_by_nobody(barnet: Cast) -> None:
    row = barnet.raised()
    version = put_in_force(barnet, when=TUESDAY + timedelta(days=1))
    outcome = adopting.adopt(row, barnet.manager, version, WHY, TUESDAY)
    assert isinstance(outcome, Refused)
    assert "not in force here" in outcome.says


def test_a_version_of_another_partnership_is_gone_over_to_by_nobody(barnet: Cast) -> None:
    neighbours = found("barnsley")
    row = barnet.raised()
    outcome = adopting.adopt(row, barnet.manager, neighbours.adoption, WHY, TUESDAY)
    assert isinstance(outcome, Refused)
    assert "not in force here" in outcome.says


def test_what_has_ended_is_not_among_those_that_could_go_over(barnet: Cast) -> None:
    ended, going = barnet.raised(), barnet.raised()
    barnet.does(ended, barnet.raises, MONDAY, cmd.Close, ending="withdrawn", reason="Settled.", override=True)
    version = put_in_force(barnet)
    told = adopting.previews(barnet.manager, barnet.partnership, adopting.version_of(version), TUESDAY)
    assert [each.ref for each in told] == [going.ref]
    moved(barnet, going, version)
    assert adopting.previews(barnet.manager, barnet.partnership, adopting.version_of(version), TUESDAY) == []


def test_those_in_whom_somebody_has_a_conflict_of_interest_are_left_out_for_them(barnet: Cast) -> None:
    row = barnet.raised()
    version = put_in_force(barnet)
    Conflict.objects.create(escalation=row, person=barnet.manager, declared_at=MONDAY)
    assert adopting.previews(barnet.manager, barnet.partnership, adopting.version_of(version), TUESDAY) == []
    (done,) = adopting.adopt_each([row.ref], barnet.manager, version, WHY, TUESDAY)
    assert done.refused


def test_an_outsider_previews_nothing(barnet: Cast) -> None:
    barnet.raised()
    version = put_in_force(barnet)
    assert adopting.previews(barnet.outside, barnet.partnership, adopting.version_of(version), TUESDAY) == []


def test_several_go_over_each_on_its_own_and_what_is_refused_stops_no_other(barnet: Cast) -> None:
    first, mediated, last = barnet.raised(), in_mediation(barnet), at_police_line_3(barnet)
    version = put_in_force(barnet)
    refs = [first.ref, mediated.ref, last.ref, "WF-NONE-NONE"]
    done = {each.ref: each.refused for each in adopting.adopt_each(refs, barnet.manager, version, WHY, TUESDAY)}
    assert (done[first.ref], done[last.ref]) == ("", "")
    assert "Say at which stage it goes on" in done[mediated.ref]
    assert "not open under another version" in done["WF-NONE-NONE"]
    assert {row.ref for row in Escalation.objects.filter(adoption=version)} == {first.ref, last.ref}
    stages = {mediated.ref: "stage-3"}
    (again,) = adopting.adopt_each([mediated.ref], barnet.manager, version, WHY, TUESDAY, stages)
    assert again.refused == ""


def test_previewing_many_asks_the_database_no_more_than_previewing_few(barnet: Cast) -> None:
    def asked() -> int:
        version = adopting.version_of(Adoption.objects.get(policy="barnet-multi-agency"))
        adopting.previews(barnet.manager, barnet.partnership, version, TUESDAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            adopting.previews(barnet.manager, barnet.partnership, version, TUESDAY)
        return len(queries)

    old = barnet.adoption
    barnet.raised()
    put_in_force(barnet)
    few = asked()
    for _ in range(6):
        barnet.adoption = old
        barnet.raised()
    assert asked() == few


def test_it_goes_on_under_the_new_version_and_its_past_can_still_be_read(barnet: Cast) -> None:
    row = at_police_line_3(barnet)
    version = put_in_force(barnet)
    moved(barnet, row, version)
    opened = read.open_escalation(row.ref, barnet.manager, TUESDAY, "page")
    assert opened is not None
    assert opened.rules.policy.digest == version.digest
    assert [former.policy.digest for former in opened.rules.former] == [barnet.adoption.digest]
    fallen = [d for d in opened.state.duties.values() if d.duty not in opened.rules.duties]
    assert all(opened.rules.duty(owed.duty).says for owed in fallen)
    barnet.does(row, barnet.raises, TUESDAY, cmd.Close, ending="withdrawn", reason="Settled.", override=True)
    assert mended(row) == ()


@pytest.mark.parametrize("seed", range(4))
def test_any_history_goes_over_and_its_summary_still_follows_from_it(barnet: Cast, seed: int) -> None:
    been = wander(barnet, seed, 25)
    version = put_in_force(barnet, when=been.at)
    open_now = been.state.open
    row = Escalation.objects.get(pk=been.row.pk)
    outcome = adopting.adopt(row, barnet.manager, version, WHY, been.at, "stage-3")
    if open_now and str(barnet.manager.pk) not in been.state.conflicted:
        assert isinstance(outcome, record.Accepted), outcome.says
    assert mended(row) == ()
    been.state = history.fold(read.entries(row))
    chance = Random(seed)
    for _ in range(10):
        been.chance = chance
        been.step()
    assert mended(row) == ()
