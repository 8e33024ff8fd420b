"""Whoever is sent elsewhere is counted by the month, and nothing more is kept."""

from datetime import date

from tests.cast import Cast, at
from wayforward.escalations import elsewhere
from wayforward.escalations.models import SentElsewhere


def test_they_are_counted_by_the_month_in_london_and_where_they_were_sent(cast: Cast) -> None:
    elsewhere.count(cast.partnership, "complaint", at("2026-10-31 23:59"))
    elsewhere.count(cast.partnership, "complaint", at("2026-11-01 00:01"))
    elsewhere.count(cast.partnership, "complaint", at("2026-11-30"))
    elsewhere.count(cast.partnership, "whistleblowing", at("2026-11-30"))

    november = elsewhere.counts(cast.partnership, date(2026, 11, 5), date(2026, 11, 30))
    assert november == {"complaint": 2, "whistleblowing": 1}
    assert elsewhere.counts(cast.partnership, date(2026, 10, 1), date(2026, 11, 30))["complaint"] == 3


def test_one_partnership_is_not_counted_with_another(cast: Cast, neighbours: Cast) -> None:
    elsewhere.count(neighbours.partnership, "complaint", at("2026-11-30"))
    assert elsewhere.counts(cast.partnership, date(2026, 11, 1), date(2026, 11, 30)) == {}


def test_a_count_says_the_month_the_place_and_the_number_and_nothing_else() -> None:
    kept = {field.name for field in SentElsewhere._meta.get_fields()}
    assert kept == {"id", "partnership", "month", "to", "count"}
