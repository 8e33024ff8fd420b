"""`wayforward calendar`: an operator declares days, and reads in the list that GOV.UK publishes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cast import MONDAY, Cast, at
from tests.web.visiting import clock_at
from wayforward.cli.run import run
from wayforward.directory import days_off
from wayforward.directory.models import CalendarChange
from wayforward.policies import shelf

NOW = at("2026-11-17 11:00")
WEDNESDAY = date(2026, 11, 18)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with clock_at(NOW):
        code = run(["calendar", *words])
    out, err = capsys.readouterr()
    return code, " ".join((out + err).split())


def published(folder: Path, *, without: str = "", more: tuple[str, str] | None = None) -> str:
    """GOV.UK's list as it is published: this year and next."""

    def division(nation: str) -> dict[str, object]:
        days = {day.isoformat(): name for day, name in shelf.calendar(nation).holidays.items()}
        days = {day: name for day, name in days.items() if "2025" < day < "2028" and day != without}
        if more:
            days[more[0]] = more[1]
        return {"division": nation, "events": [{"date": d, "title": n, "notes": ""} for d, n in sorted(days.items())]}

    whole = {
        "england-and-wales": division("england"), "scotland": division("scotland"),
        "northern-ireland": division("northern-ireland"),
    }  # fmt: skip
    file = folder / "bank-holidays.json"
    file.write_text(json.dumps(whole), "utf-8")
    return str(file)


def test_the_days_of_a_nation_are_listed_with_how_far_they_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = told(capsys, "list", "--nation", "england")
    assert code == 0
    assert "Christmas Day" in said
    assert "Bank holidays are known to Monday 31 December 2040." in said


def test_a_day_is_declared_and_what_is_open_moves(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    row = cast.raised(MONDAY)
    code, said = told(
        capsys, "add", "2026-11-18", "Day of mourning", "--area", "havering", "--because", "Proclaimed today."
    )
    assert code == 0
    assert "havering partnership: declared." in said
    assert "in 1 escalations" in said
    change = CalendarChange.objects.get()
    assert (change.kind, change.by, change.because) == ("holiday", "operator", "Proclaimed today.")
    row.refresh_from_db()
    assert row.calendar_seq == 1
    code, said = told(capsys, "list", "--area", "havering", "--json")
    assert {"day": "2026-11-18", "name": "Day of mourning", "declared": "holiday"} in json.loads(said)["days"]
    code, said = told(capsys, "undo", "2026-11-18", "--area", "havering", "--because", "It is next year.")
    assert (code, CalendarChange.objects.count()) == (0, 2)


def test_a_nation_is_every_partnership_there(cast: Cast, neighbours: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "add", "2026-11-18", "Day of mourning", "--nation", "england", "--because", "Proclaimed.")
    assert CalendarChange.objects.count() == 2


def test_what_is_refused_is_said_and_exits_with_1(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = told(capsys, "add", "2026-12-25", "Christmas", "--area", "havering", "--because", "x")
    assert code == 1
    assert "is a day off already: Christmas Day" in said


def test_a_bank_holiday_that_came_with_a_release_is_declared_again_for_what_was_open_before(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    row = cast.raised(MONDAY)
    words = ("add", "2026-12-28", "Boxing Day", "--area", "havering", "--because", "A release brought it.")
    assert told(capsys, *words)[0] == 1
    assert told(capsys, *words, "--again")[0] == 0
    row.refresh_from_db()
    assert row.calendar_seq == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "25 December", "x", "--area", "havering", "--because", "x"), "this is not a day"),
        (("add", "2026-11-18", "x", "--area", "nowhere", "--because", "x"), "Write one of: havering."),
        (("update", "--from", "nowhere.json"), "No such file"),
    ],
)
def test_wrong_input_is_told_in_a_sentence(
    cast: Cast, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    code, said = told(capsys, *words)
    assert code == 2
    assert says in said


def test_a_list_that_agrees_changes_nothing(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = told(capsys, "update", "--from", published(tmp_path))
    assert code == 0
    assert "nothing differs to Friday 31 December 2027" in said


def test_a_late_bank_holiday_and_one_that_is_gone_are_shown_first_and_declared_with_yes(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.raised(MONDAY)
    file = published(tmp_path, without="2027-05-31", more=("2026-11-18", "Bank holiday for a state funeral"))
    code, said = told(capsys, "update", "--from", file)
    assert code == 1
    assert "Wednesday 18 November 2026: a bank holiday, “Bank holiday for a state funeral”" in said
    assert "Monday 31 May 2027: no bank holiday any more" in said
    assert not CalendarChange.objects.exists()
    code, said = told(capsys, "update", "--from", file, "--yes")
    assert code == 0
    assert "in 1 escalations" in said
    calendar = days_off.calendar(type(cast.partnership).objects.get(), shelf.calendar("england"))
    assert calendar.why_not(WEDNESDAY) == "Bank holiday for a state funeral"
    assert calendar.is_working_day(date(2027, 5, 31))
    code, said = told(capsys, "update", "--from", file)
    assert (code, CalendarChange.objects.count()) == (0, 2)


def test_a_day_that_was_declared_here_stays_as_it_was_declared(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "add", "2026-11-18", "Day of mourning", "--area", "havering", "--because", "Proclaimed.")
    code, said = told(capsys, "update", "--from", published(tmp_path))
    assert code == 0
    assert "It stays as it was declared." in said


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"scotland": 1}', '{"england-and-wales": {"events": []}}', "[" * 9999]
)
def test_a_file_that_is_not_the_list_is_refused(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "list.json"
    file.write_text(text, "utf-8")
    code, said = told(capsys, "update", "--from", str(file), "--yes")
    assert code == 2
    assert "not GOV.UK's list" in said
    assert not CalendarChange.objects.exists()
