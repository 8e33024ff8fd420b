"""The bank holidays that ship are those that GOV.UK publishes, and can be made again."""

from datetime import date

from tests.core.working_time.by_hand import FILE, calendar
from tools.freeze_bank_holidays import frozen
from wayforward.core.working_time import NATIONS

PUBLISHED = {  # read off gov.uk/bank-holidays
    "england": (
        "2025-01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"
        " 2026-01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"
        " 2027-01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"
    ),
    "scotland": (
        "2025-01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26"
        " 2026-01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"
        " 2027-01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28"
    ),
    "northern-ireland": (
        "2025-01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26"
        " 2026-01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"
        " 2027-01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28"
    ),
}
PUBLISHED["wales"] = PUBLISHED["england"]


def published(nation: str) -> set[date]:
    days, year = set(), ""
    for text in PUBLISHED[nation].split():
        year = text[:4] if len(text) == 10 else year
        days.add(date.fromisoformat(f"{year}-{text[-5:]}"))
    return days


def test_the_bank_holidays_of_2025_to_2027_are_those_that_gov_uk_publishes() -> None:
    for nation in NATIONS:
        ours = {day for day in calendar(nation).holidays if 2025 <= day.year <= 2027}
        assert ours == published(nation), nation


def test_one_off_bank_holidays_are_known_by_name_in_every_nation_that_had_them() -> None:
    for nation in NATIONS:
        names = calendar(nation).holidays
        assert names[date(2012, 6, 5)] == "Queen’s Diamond Jubilee"
        assert names[date(2022, 6, 3)] == "Platinum Jubilee bank holiday"
        assert names[date(2022, 9, 19)] == "State Funeral of Queen Elizabeth II"
        assert names[date(2023, 5, 8)] == "Coronation of King Charles III"
        assert (date(2026, 6, 15) in names) == (nation == "scotland")


def test_the_holiday_that_moved_for_victory_in_europe_day_moved() -> None:
    assert date(2020, 5, 4) not in calendar("england").holidays
    assert calendar("england").holidays[date(2020, 5, 8)] == "Early May bank holiday"


def test_no_bank_holiday_is_kept_on_a_weekend_and_its_substitute_is() -> None:
    for nation in NATIONS:
        assert not [day for day in calendar(nation).holidays if day.weekday() > 4]
    assert calendar("england").holidays[date(2027, 12, 27)] == "Christmas Day (substitute day)"
    assert calendar("england").holidays[date(2027, 12, 28)] == "Boxing Day (substitute day)"


def test_the_file_is_what_the_tool_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == frozen()
