"""In which order Today lists what an agency has to answer: late first, by date, and what has no date last."""

from datetime import timedelta

import pytest

from tests.cast import MONDAY, RESPONDING, Cast
from tests.web.pages.test_today import managing, today
from tests.web.visiting import clock_at
from wayforward.core import commands as cmd
from wayforward.directory.models import Person
from wayforward.escalations.models import Escalation


@pytest.fixture
def boss(cast: Cast) -> Person:
    """Manages the agency that is challenged, and is in nothing."""
    return managing(cast, RESPONDING)


def test_nothing_is_called_late_before_its_date_and_what_is_late_comes_first(cast: Cast, boss: Person) -> None:
    late = cast.raised()
    assert "Overdue" not in today(boss)
    new = MONDAY + timedelta(days=9)
    fresh = cast.raised(new)
    with clock_at(new):
        words = today(boss)
    assert words.index("Past its date") < words.index(late.ref) < words.index(fresh.ref)
    assert words.count("Was due by") == 1


def test_an_agreed_extension_is_not_late(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    limits = list(row.duties.filter(done_at__isnull=True, due_at__isnull=False))
    new = MONDAY + timedelta(days=9)
    for duty in limits:
        cast.asks(row, cast.raises, MONDAY, cmd.Extend, duty=duty.key, until_at=MONDAY + timedelta(days=14),
                  reason="Both agree.", judged_safe_by="Nurse Adeyemi", agreed=True)  # fmt: skip
    row.refresh_from_db()
    assert row.due_at is not None
    assert row.due_at > new
    with clock_at(new):
        assert row.ref not in today(boss).partition("Past its date")[2].partition("Later, or with no date")[0]


def test_each_group_runs_by_date_and_what_has_none_comes_last(cast: Cast, boss: Person) -> None:
    second, undated, first = (cast.raised() for _ in range(3))
    for row, due_at in ((second, MONDAY + timedelta(days=15)), (undated, None), (first, MONDAY + timedelta(days=14))):
        row.duties.update(due_at=due_at)
        Escalation.objects.filter(pk=row.pk).update(due_at=due_at)
    # The list asks first for what lies with the agency.
    Escalation.objects.filter(pk__in=(second.pk, undated.pk)).update(turn=f"|{RESPONDING}|")
    Escalation.objects.filter(pk=first.pk).update(turn="")
    later = today(boss).partition("Later, or with no date")[2]
    assert later.index(first.ref) < later.index(second.ref) < later.index(undated.ref)
