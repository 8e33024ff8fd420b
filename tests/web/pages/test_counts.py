"""A page asks the database the same number of questions however much is stored."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, Cast
from tests.web.visiting import visiting
from wayforward.core import commands as cmd

ADDRESSES = ["/my-work", "/contact", "/contact/havering/police", "/policies", "/policies/havering", "/sign-in"]


def asked(cast: Cast, person: object, address: str) -> int:
    browser = visiting(person)  # type: ignore[arg-type]  # one of the cast
    browser.get(address)  # the policy is read once in each process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["raises", "manager"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_costs_the_same_for_three_and_for_thirty(cast: Cast, address: str, who: str) -> None:
    for _ in range(3):
        cast.raised()
    few = asked(cast, getattr(cast, who), address)
    for _ in range(27):
        cast.raised()

    assert asked(cast, getattr(cast, who), address) == few


@pytest.mark.parametrize("tail", ["", "/record", "/discuss", "/escalate?to=stage-2"])
def test_a_long_history_costs_as_many_questions_as_a_short_one(cast: Cast, tail: str) -> None:
    row = cast.raised()
    few = asked(cast, cast.raises, f"/escalations/{row.ref}{tail}")
    for number in range(20):
        cast.does(row, cast.raises, MONDAY, cmd.RecordAttempt, whom=f"Duty worker {number}")
        cast.raised()

    assert asked(cast, cast.raises, f"/escalations/{row.ref}{tail}") == few
