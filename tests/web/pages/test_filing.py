"""The short copy that an agency files: a few pages, the same as plain text, and a tick for what is on file."""

import re
from datetime import timedelta

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.core.policy.duties import DutyKind
from wayforward.escalations.models import Escalation
from wayforward.web.filing import LONGEST, MOST


def settled(cast: Cast) -> Escalation:
    row = cast.raised(answers={"disagree": "Nobody saw him.", "want": "A visit."})
    cast.does(row, cast.other_lead, MONDAY, cmd.StatePosition, agreed="That he was alone.")
    police = {"action": "Police went.", "by_whom": "Police", "taken_at": MONDAY}
    cast.does(row, cast.raises, MONDAY, cmd.RecordUrgentAction, **police)
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We spoke.", actions="Ann visits by Friday.")
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit on Tuesday.", outstanding="Who pays.")
    cast.does(row, cast.raises, MONDAY, cmd.Answer, agree=True)
    return row


def test_it_says_what_both_sides_said_what_was_agreed_who_does_what_and_how_the_last_entry_is_chained(
    cast: Cast,
) -> None:
    row = settled(cast)
    row.refresh_from_db()
    words = read(visiting(cast.raises).get(f"/escalations/{row.ref}/copy"))

    for said in ("Nobody saw him.", "That he was alone.", "A visit.", "Police went.", "Ann visits by Friday.",
                 "A visit on Tuesday.", "Who pays.", "Stage One: ", "Queued, Monday", row.head):  # fmt: skip
        assert said in words
    assert words.index("What it is about") < words.index("What each side says") < words.index("What is still open")


def test_as_plain_text_it_says_the_same_in_short_lines_and_no_browser_keeps_it(cast: Cast) -> None:
    row = settled(cast)
    answer = visiting(cast.raises).get(f"/escalations/{row.ref}/copy.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert "&" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert "WHAT WAS AGREED OR DECIDED\n- Agreed, as family-services lead put it on " in text


def test_what_was_written_at_length_is_cut_and_says_so_and_the_record_has_the_whole(cast: Cast) -> None:
    long = "We went there. " * 200
    row = cast.raised(answers={"disagree": long})
    for number in range(MOST + 3):
        cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary=f"Talk {number}.")
    browser = visiting(cast.raises)

    words = read(browser.get(f"/escalations/{row.ref}/copy"))
    assert "… (the rest is in the whole record)" in words
    assert words.count("We went there.") < LONGEST // 10
    assert f"The latest {MOST} of {MOST + 3}:" in words
    assert "Talk 0." not in words
    assert read(browser.get(f"/escalations/{row.ref}/record")).count("We went there.") == 200


def test_each_agency_ticks_off_what_it_has_put_on_its_own_file(cast: Cast) -> None:
    row = settled(cast)
    records = {duty.id for duty in cast.policy.duties if duty.kind is DutyKind.RECORD}
    assert records
    browser, theirs = visiting(cast.lead), visiting(cast.other_lead)
    page = browser.get(f"/escalations/{row.ref}/copy")
    link = re.search(r'/done\?duty=([^"]+)', page.content.decode())
    assert link is not None

    browser.post(f"/escalations/{row.ref}/done?duty={link[1]}", {"note": ""})

    assert f"done?duty={link[1]}" not in browser.get(f"/escalations/{row.ref}/copy").content.decode()
    assert "Once it is on your file" in read(theirs.get(f"/escalations/{row.ref}/copy"))


def test_the_copy_is_for_those_who_may_see_it_and_for_nobody_else(cast: Cast) -> None:
    row = settled(cast)
    for tail in ("copy", "copy.txt"):
        assert visiting(cast.manager).get(f"/escalations/{row.ref}/{tail}").status_code == 200
        assert visiting(cast.outside).get(f"/escalations/{row.ref}/{tail}").status_code == 404
        assert visiting(None).get(f"/escalations/{row.ref}/{tail}").status_code == 302


def test_what_was_late_is_called_late(cast: Cast) -> None:
    row = cast.raised()
    later = MONDAY + timedelta(days=10)
    cast.does(row, cast.other_lead, later, cmd.Propose, outcome="A visit on Tuesday.")
    cast.does(row, cast.raises, later, cmd.Answer, agree=True)
    with clock_at(later):
        words = read(visiting(cast.raises).get(f"/escalations/{row.ref}/copy"))
    assert "late; the limit was " in words
