"""When a policy's review is due: said 90 days before, 30 days before and every day after, and where no day is given."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cast import MONDAY, Cast, at, found, person
from tests.web.visiting import clock_at, read, visiting
from wayforward.desk.reviewing import Due, review
from wayforward.directory.models import Work
from wayforward.policies import shelf

DUE = date(2027, 3, 31)
DOCUMENT = replace(shelf.load("havering").document, review_due=DUE)


@pytest.mark.parametrize(
    ("days_before", "due", "says"),
    [
        (91, Due.LATER, "in 91 days."),
        (90, Due.SOON, "in 90 days."),
        (31, Due.SOON, "in 31 days."),
        (30, Due.NEAR, "in 30 days."),
        (1, Due.NEAR, "in 1 day."),
        (0, Due.NEAR, "on 31 March 2027, today."),
        (-1, Due.OVERDUE, "It was due on 31 March 2027, 1 day ago."),
        (-400, Due.OVERDUE, "400 days ago."),
    ],
)
def test_a_review_presses_from_90_days_before_its_day_and_is_overdue_the_day_after(
    days_before: int, due: Due, says: str
) -> None:
    found = review(DOCUMENT, DUE - timedelta(days=days_before))
    assert found.due is due
    assert found.says.endswith(says)
    assert found.presses is (due is not Due.LATER)


def test_a_policy_that_gives_no_day_says_so() -> None:
    found = review(replace(DOCUMENT, review_due=None), DUE)
    assert found.due is Due.NEVER
    assert "gives no day" in found.says
    assert not found.presses


@pytest.mark.django_db
def test_the_office_reads_of_an_overdue_review_on_the_desk_the_tracker_and_today() -> None:
    barnsley = found("barnsley", adopted_at=at("2022-01-01"))  # to be reviewed by 30 November 2022
    manages = person(barnsley, "Manager of health", barnsley.agencies["health"])
    Work.objects.filter(person__in=(manages, barnsley.manager)).update(manages=True)
    overdue = "Its review is overdue. It was due on 30 November 2022"
    with clock_at(MONDAY):
        browser = visiting(barnsley.manager)
        for page in ("/desk/barnsley", "/tracker/barnsley", "/today"):
            assert overdue in read(browser.get(page)), page
        assert overdue not in read(visiting(manages).get("/today"))


@pytest.mark.django_db
def test_a_policy_in_force_without_a_review_date_says_so_on_the_desk(cast: Cast) -> None:
    assert cast.policy.document.review_due is None
    with clock_at(MONDAY):
        assert "gives no day for its review" in read(visiting(cast.manager).get("/desk/havering"))
