"""The record that each agency files: what was said, what was owed and what became of it, with nothing missing."""

import re
from datetime import timedelta

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.escalations.models import Entry


def test_it_says_what_was_done_late_and_by_when_it_was_due(cast: Cast) -> None:
    row = cast.raised()
    later = MONDAY + timedelta(days=10)
    cast.does(row, cast.other_lead, later, cmd.Propose, outcome="A visit on Tuesday.")
    cast.does(row, cast.raises, later, cmd.Answer, agree=True)

    with clock_at(later):
        words = read(visiting(cast.raises).get(f"/escalations/{row.ref}/record"))

    assert "settled on Thursday 26 November 2026 at 10am. Due by Monday 23 November 2026, so late." in words
    assert "A visit on Tuesday." in words


def test_it_says_how_many_entries_there_are_and_how_the_last_is_chained(cast: Cast) -> None:
    row = cast.raised()
    words = read(visiting(cast.raises).get(f"/escalations/{row.ref}/record"))

    assert f"{Entry.objects.filter(escalation=row).count()} entries, each chained to the one before it." in words
    assert row.head in words


def test_our_own_reminders_are_not_among_what_was_owed(cast: Cast) -> None:
    row = cast.raised()
    owed = read(visiting(cast.raises).get(f"/escalations/{row.ref}/record")).partition("What was owed")[2]

    assert "Log the discussion" not in owed.partition("Everything that happened")[0]


def test_the_page_tells_the_latest_and_leads_to_the_rest(cast: Cast) -> None:
    row = cast.raised()
    for number in range(25):
        cast.does(row, cast.raises, MONDAY, cmd.RecordAttempt, whom=f"Duty worker {number:02}")
    words = read(visiting(cast.raises).get(f"/escalations/{row.ref}"))

    assert "Duty worker 24" in words
    assert "Duty worker 04" not in words
    assert re.search(r"\d+ earlier entries are in the whole record", words)
