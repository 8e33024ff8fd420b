"""The drawing with what goes through each stage: the office sees it, prints it, and no small number leaves with it."""

from datetime import timedelta
from xml.etree import ElementTree

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.escalations.models import Conflict

LATER = MONDAY + timedelta(days=7)
PAGE, FILE = "/desk/havering/drawing", "/desk/havering/drawing.svg"


def goes_on(cast: Cast, times: int) -> None:
    for _ in range(times):
        row = cast.raised()
        cast.does(
            row, cast.raises, MONDAY + timedelta(days=2), cmd.Escalate, to="stage-2", reason="It waits.", override=True
        )


def test_a_busy_stage_is_counted_in_the_picture_and_in_the_table(cast: Cast) -> None:
    goes_on(cast, 6)
    with clock_at(LATER):
        office = visiting(cast.manager)
        page, file = read(office.get(PAGE)), office.get(FILE)
    assert "6 went to Stage Two" in page
    assert "within 2 working days" in page
    assert page.count("6 open now") == 1  # in the words; the table has a column for it
    drawn = "".join(ElementTree.fromstring(file.content).itertext())
    assert "6 left in 12 months" in drawn
    assert "Half of them left" in drawn


def test_fewer_than_five_are_told_as_that_everywhere(cast: Cast) -> None:
    goes_on(cast, 3)
    with clock_at(LATER):
        office = visiting(cast.manager)
        page, file = read(office.get(PAGE)), office.get(FILE).content.decode()
    assert "Fewer than 5" in page
    assert "3 open now" not in page + file
    assert "went to Stage Two" not in page + file


def test_what_the_office_may_not_see_it_does_not_count(cast: Cast) -> None:
    goes_on(cast, 5)
    row = cast.raised()
    Conflict.objects.create(escalation=row, person=cast.manager, declared_at=MONDAY)
    with clock_at(LATER):
        assert "Stage One: Discuss with the other worker None 5" in read(visiting(cast.manager).get(PAGE))


def test_no_browser_keeps_the_file_and_the_public_drawing_has_no_numbers(cast: Cast) -> None:
    goes_on(cast, 6)
    with clock_at(LATER):
        assert visiting(cast.manager).get(FILE).headers["Cache-Control"] == "no-store"
        public = visiting(None).get("/policies/havering/drawing.svg").content.decode()
    assert "open now" not in public
    assert "12 months" not in public


def test_where_no_policy_is_in_force_there_is_nothing_to_draw(cast: Cast) -> None:
    cast.adoption.retired_at = MONDAY
    cast.adoption.save()
    with clock_at(LATER):
        assert visiting(cast.manager).get(PAGE).status_code == 404
        assert visiting(cast.manager).get(FILE).status_code == 404
