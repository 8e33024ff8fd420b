"""The independent reviewing officer of a looked-after child: told where the policy says so, and held back by nobody."""

import re

from tests.cast import MONDAY, RESPONDING, Cast, person
from tests.web.visiting import read, visiting
from wayforward.core import commands as cmd
from wayforward.core.verdict import Refused
from wayforward.escalations.models import Escalation

FURTHER = {"reason": "It cannot wait.", "override": True}
TELL = "Tell the Independent Reviewing Officer."


def looked_after(cast: Cast) -> Escalation:
    return cast.raised(facts={"plan": ("looked-after",)})


def at_stage_two(cast: Cast, row: Escalation) -> Escalation:
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", **FURTHER)
    return row


def page(cast: Cast, row: Escalation) -> str:
    return read(visiting(cast.lead).get(f"/escalations/{row.ref}"))


def test_the_officer_is_to_be_told_of_a_looked_after_child_and_of_no_other(cast: Cast) -> None:
    assert TELL in page(cast, at_stage_two(cast, looked_after(cast)))
    assert TELL not in page(cast, at_stage_two(cast, cast.raised()))


def test_the_officer_is_to_be_told_when_the_child_becomes_looked_after_later(cast: Cast) -> None:
    row = at_stage_two(cast, cast.raised())
    cast.does(row, cast.raises, MONDAY, cmd.RecordFacts, facts={"plan": ("looked-after",)}, reason="Placed today.")
    assert TELL in page(cast, row)


def test_an_officer_whom_the_policy_gives_no_seat_is_brought_in_by_name(cast: Cast) -> None:
    row = at_stage_two(cast, looked_after(cast))
    officer = person(cast, "Reviewing officer", cast.agencies[RESPONDING])
    assert visiting(officer).get(f"/escalations/{row.ref}").status_code == 404
    cast.does(row, cast.other_lead, MONDAY, cmd.Join, agency=RESPONDING, side="responding", person=str(officer.pk))
    assert visiting(officer).get(f"/escalations/{row.ref}").status_code == 200
    assert row.ref in read(visiting(officer).get("/my-work"))


def test_stages_can_be_passed_by_with_a_reason(cast: Cast) -> None:
    row = looked_after(cast)
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-4", **FURTHER)
    row.refresh_from_db()
    assert row.stage == "stage-4"


def test_nobody_who_is_challenged_closes_or_settles_it_alone(cast: Cast) -> None:
    row = at_stage_two(cast, looked_after(cast))
    closed = cast.asks(row, cast.other_lead, MONDAY, cmd.Close, ending="withdrawn", reason="Enough.", override=True)
    assert isinstance(closed, Refused)
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit.")
    row.refresh_from_db()
    assert row.state == "open"


def test_the_papers_to_take_elsewhere_are_there_at_every_stage(cast: Cast) -> None:
    row = looked_after(cast)
    for stage in ("", "stage-2", "stage-4"):
        if stage:
            cast.does(row, cast.raises, MONDAY, cmd.Escalate, to=stage, **FURTHER)
        browser = visiting(cast.raises)
        links = re.findall(
            rf'href="(/escalations/{row.ref}/[a-z-]+)"', browser.get(f"/escalations/{row.ref}").content.decode()
        )
        for tail in ("record", "copy", "refer"):
            assert f"/escalations/{row.ref}/{tail}" in links
            assert browser.get(f"/escalations/{row.ref}/{tail}").status_code == 200
