"""What if: replayed under its own rules a history comes out as it was, and replaying it touches nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cast import MONDAY, Cast, at, found
from tests.escalations.versions import TUESDAY, at_police_line_3, every_row, in_mediation, moved, put_in_force
from tests.escalations.wandering import wander
from tests.escalations.worlds import undone
from wayforward.core import commands as cmd
from wayforward.escalations import history, read, what_if
from wayforward.escalations.adopting import Version, version_from
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Conflict, Entry, Escalation
from wayforward.escalations.rulebooks import routes_of, rules_of, tables_for
from wayforward.policies import shelf
from wayforward.policies.replaying import acts, apart, replay

FEW = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def barnet(db: None, sealing_key: Any) -> Cast:
    return found("barnet-children")


def joint() -> Version:
    """Barnet's joint policy, as a text that nobody has adopted."""
    return version_from(shelf.load("barnet-multi-agency"))


def story(row: Escalation) -> list[Recorded]:
    """A history with nothing sealed opened."""
    return [history.opened(entry, None) for entry in Entry.objects.filter(escalation=row).order_by("seq")]


@pytest.mark.parametrize("policy", shelf.names())
@FEW
@given(seed=st.integers(0, 2**32))
def test_any_history_replayed_under_its_own_rules_has_the_same_duties_and_instants(
    db: None, sealing_key: Any, policy: str, seed: int
) -> None:
    with undone():
        cast = found(policy)
        been = wander(cast, seed, 40)
        row = Escalation.objects.get(pk=been.row.pk)
        told = story(row)
        rules, table = rules_of(cast.adoption), routes_of(cast.adoption)
        again = replay(acts(told, rules), rules, table)
        was = history.fold(read.entries(row))
        assert again.partings == ()
        assert (again.state.stage, again.state.line, again.state.state) == (was.stage, was.line, was.state)
        assert again.state.duties == was.duties
        both = apart(told, rules, {rules.policy.digest: table}, rules, table, been.at)
        assert both.sayings == both.partings == ()
        assert not any(pair.differs for pair in both.duties)
        assert both.was.places == both.would.places


@pytest.mark.parametrize("policy", shelf.names())
@FEW
@given(seed=st.integers(0, 2**32), other=st.sampled_from(shelf.names()))
def test_any_history_can_be_replayed_under_any_policy(
    db: None, sealing_key: Any, policy: str, seed: int, other: str
) -> None:
    with undone():
        cast = found(policy)
        been = wander(cast, seed, 25)
        version = version_from(shelf.load(other))
        told = story(Escalation.objects.get(pk=been.row.pk))
        both = apart(told, cast.rules, tables_for(cast.adoption, cast.rules), version.rules, version.routes, been.at)
        assert len(both.would.judged) == len(both.was.judged)
        for place in both.would.places:
            assert place.stage.id in version.rules.stages


def test_replaying_touches_no_row_of_any_table(barnet: Cast) -> None:
    at_police_line_3(barnet)
    in_mediation(barnet)
    before = every_row()
    whole = what_if.what_if(barnet.manager, barnet.partnership, joint(), TUESDAY)
    assert len(whole.told) == 2
    assert every_row() == before


def test_replaying_many_asks_the_database_no_more_than_replaying_few(barnet: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            what_if.what_if(barnet.manager, barnet.partnership, joint(), TUESDAY)
        return len(queries)

    barnet.raised()
    asked()
    few = asked()
    for _ in range(5):
        barnet.raised()
    assert asked() == few


def test_an_answer_that_one_version_asks_for_and_the_other_does_not_stands_on_one_side_alone(barnet: Cast) -> None:
    row = barnet.raised()
    (told,) = what_if.what_if(barnet.manager, barnet.partnership, joint(), TUESDAY).told
    assert told.ref == row.ref
    sides = {pair.key: (pair.was is not None, pair.would is not None) for pair in told.apart.duties}
    assert sides["look-again#1"] == (False, True)
    assert sides["stage-1-limit#1"] == (True, True)


def test_a_step_to_a_stage_that_the_version_does_not_have_is_where_the_paths_part(barnet: Cast) -> None:
    in_mediation(barnet)
    (told,) = what_if.what_if(barnet.manager, barnet.partnership, joint(), TUESDAY).told
    says = [each.says for each in (*told.apart.sayings, *told.apart.partings)]
    assert any("mediation" in each for each in says)
    assert told.apart.would.state.stage == "stage-3"


def test_a_shorter_limit_would_have_been_passed(barnet: Cast) -> None:
    barnet.raised()
    shorter = shelf.texts("barnet-children")
    shorter["policy.yaml"] = shorter["policy.yaml"].replace("within: one working week", "within: 1 working day")
    version = version_from(shelf.load_text(shorter))
    whole = what_if.what_if(barnet.manager, barnet.partnership, version, at("2026-11-19"))
    assert (whole.was.late, whole.would.late) == (0, 1)
    assert whole.would.longest is not None
    assert whole.would.longest == whole.would.median
    assert whole.was.longest is None


def test_what_a_version_is_not_for_could_not_have_been_raised_under_it(barnet: Cast) -> None:
    row = barnet.raised(subjects=(cmd.Subject(kind="unborn"),))
    barnet.does(row, barnet.raises, MONDAY, cmd.RecordDiscussion, summary="We spoke.")
    texts = shelf.texts("barnet-children")
    texts["policy.yaml"] = texts["policy.yaml"].replace("subjects: [child, unborn]", "subjects: [child]")
    (told,) = what_if.what_if(barnet.manager, barnet.partnership, version_from(shelf.load_text(texts)), TUESDAY).told
    assert [each.says for each in told.apart.sayings] == [
        "Barnet Safeguarding Partnership resolution policy covers a child. It does not cover an unborn child."
    ]
    assert told.apart.would.places == ()


def test_what_ended_is_not_late_for_ever_where_the_version_has_no_such_ending(barnet: Cast) -> None:
    row = barnet.raised()
    further = {"override": True, "reason": "It is grave."}
    barnet.does(row, barnet.raises, MONDAY, cmd.Escalate, to="stage-3", **further)
    barnet.does(row, barnet.raises, MONDAY, cmd.Close, ending="no-further-route", **further)
    texts = shelf.texts("barnsley")
    version = version_from(shelf.load_text(texts))
    (told,) = what_if.what_if(barnet.manager, barnet.partnership, version, at("2027-03-01")).told
    assert any("is not an ending of this policy" in each.says for each in told.apart.sayings)
    assert told.would_be_late_by is None


def test_whom_people_would_have_rung_stands_beside_whom_they_did(barnet: Cast) -> None:
    row = barnet.raised(raising="health", responding=("police",))
    barnet.does(row, barnet.raises, MONDAY, cmd.Escalate, to="stage-2", override=True, reason="No answer.")
    (told,) = what_if.what_if(barnet.manager, barnet.partnership, joint(), TUESDAY).told
    was, would = (side[-1].rung[0].titles for side in told.apart.places)
    assert was != would


def test_what_an_office_may_not_see_is_not_replayed_for_it(barnet: Cast) -> None:
    row = barnet.raised()
    assert what_if.what_if(barnet.outside, barnet.partnership, joint(), TUESDAY).told == ()
    Conflict.objects.create(escalation=row, person=barnet.manager, declared_at=MONDAY)
    assert what_if.what_if(barnet.manager, barnet.partnership, joint(), TUESDAY).told == ()


def test_what_was_raised_more_than_a_year_ago_is_left_out(barnet: Cast) -> None:
    barnet.raised()
    assert len(what_if.what_if(barnet.manager, barnet.partnership, joint(), at("2027-11-15")).told) == 1
    assert what_if.what_if(barnet.manager, barnet.partnership, joint(), at("2027-11-17")).told == ()


def test_what_went_over_is_compared_as_it_was_under_each_version(barnet: Cast) -> None:
    row = at_police_line_3(barnet)
    moved(barnet, row, put_in_force(barnet))
    (told,) = what_if.what_if(barnet.manager, barnet.partnership, joint(), TUESDAY).told
    assert told.apart.was.state == history.fold(story(row))
    assert [place.stage.id for place in told.apart.was.places] == ["stage-1", "stage-2", "stage-2", "stage-3"]
    assert told.apart.would.state.stage == "stage-2"  # the joint policy takes nobody on by itself
