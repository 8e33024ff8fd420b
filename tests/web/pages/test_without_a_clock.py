"""Where no clock runs every page is late all the same, from the instant after a deadline."""

from datetime import datetime, timedelta

import pytest

from tests.cast import Cast
from tests.web.visiting import clock_at, read, visiting
from wayforward.escalations.models import Entry, Escalation


def limit_of(row: Escalation) -> datetime:
    due_at = Escalation.objects.get(pk=row.pk).due_at
    assert due_at is not None
    return due_at


@pytest.mark.parametrize("below", ["", "/record", "/copy", "/copy.txt"])
def test_a_page_of_an_escalation_is_late_from_the_instant_after_its_deadline_without_any_clock(
    cast: Cast, below: str
) -> None:
    row = cast.raised()
    due_at, browser = limit_of(row), visiting(cast.raises)
    says = "so late" if below == "/record" else "Overdue"
    with clock_at(due_at):
        assert says not in browser.get(f"/escalations/{row.ref}{below}").content.decode().partition("Proof")[0]
    with clock_at(due_at + timedelta(microseconds=1)):
        assert says in browser.get(f"/escalations/{row.ref}{below}").content.decode()
    assert not Entry.objects.filter(kind="deadline-passed").exists()


def test_the_tracker_and_my_work_are_late_from_the_instant_after_a_deadline_without_any_clock(cast: Cast) -> None:
    row = cast.raised()
    due_at = limit_of(row)
    for who, address in ((cast.manager, "/tracker/havering?wrong=overdue"), (cast.raises, "/my-work")):
        browser = visiting(who)
        with clock_at(due_at):
            before = read(browser.get(address))
        with clock_at(due_at + timedelta(microseconds=1)):
            after = read(browser.get(address))
        assert ("Overdue" in before.partition("Messages")[2], row.ref in after) in ((False, True), (True, True))
        assert after.count("Overdue") > before.count("Overdue"), address
    assert not Entry.objects.filter(kind="deadline-passed").exists()
