"""A question keeps what was typed, says what is wrong in a sentence, and links its error to its own input."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from tests.web.kitchen_sink import FILLED, Everything
from wayforward.web import fields
from wayforward.web.fields import Option


class Meeting(fields.Questions):
    met_on = fields.DateField("When did you meet?", named="the date of the meeting")


class Call(fields.Questions):
    rang_at = fields.DateTimeField("When did you ring?", named="the time of the call")


class Reason(fields.Questions):
    decided = fields.YesNo("Do you agree?", no_reveals="reason", missing="Select yes if you agree")
    reason = fields.Textarea("Why not?", most=20, missing="Enter why you do not agree")


def met(day: str, month: str, year: str) -> Meeting:
    return Meeting({"met_on-day": day, "met_on-month": month, "met_on-year": year})


def rang(time: str, day: str = "24", month: str = "12", year: str = "2026") -> Call:
    return Call({"rang_at-day": day, "rang_at-month": month, "rang_at-year": year, "rang_at-time": time})


def refusal(form: fields.Questions, name: str) -> str:
    (sentence,) = form.errors[name]
    return str(sentence)


@pytest.mark.parametrize("year", ["0001", "1899", "2101", "9999"])
def test_a_year_in_which_nobody_could_act_is_refused_in_words(year: str) -> None:
    assert refusal(met("3", "3", year), "met_on") == "The date of the meeting must have a year from 1900 to 2100"


@pytest.mark.parametrize("box", ["day", "month", "year", "time"])
def test_thousands_of_digits_are_no_date(box: str) -> None:
    typed = {"day": "3", "month": "3", "year": "2026", "time": "11:00"} | {box: "1" * 5000}
    assert refusal(rang(typed["time"], typed["day"], typed["month"], typed["year"]), "rang_at").count("must ") == 1


def test_every_kind_of_question_gives_its_answer() -> None:
    form = Everything(FILLED)

    assert form.is_valid(), form.errors
    answers = form.cleaned_data
    assert answers["other_agency"] == "Housing\n  Homes for families\nand single people"
    assert answers["about"] == ["threshold", "plan"]
    assert answers["children"] == 2
    assert answers["met_on"] == dt.date(2026, 3, 9)
    assert answers["rang_at"] == dt.datetime(2026, 12, 24, 16, 55, tzinfo=dt.UTC)
    assert answers["safe_tonight"] is False
    assert answers["agreed"] is True


def test_a_form_left_empty_says_for_each_question_what_to_do() -> None:
    form = Everything({})

    assert {name: refusal(form, name) for name in form.errors} == {
        "agency": "Select your agency",
        "about": "Select what it is about",
        "email": "Enter your work email address",
        "password": "Enter your password",
        "children": "Enter how many children",
        "story": "Enter what has happened",
        "area": "Select an area",
        "met_on": "Enter the date of the meeting",
        "rang_at": "Enter the time of the call",
        "safe_tonight": "Select yes if the child is safe tonight",
        "agreed": "Confirm that you have told your lead",
    }


def typed(drawn: str, name: str) -> str:
    """What the browser would show in a box, read back from the page."""
    area = re.search(rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', drawn, re.DOTALL)
    if area:
        return html.unescape(area[1])
    box = re.search(rf'<input[^>]* name="{name}"[^>]*>', drawn)
    assert box, name
    value = re.search(r' value="([^"]*)"', box[0])
    return html.unescape(value[1]) if value else ""


def test_what_was_typed_is_kept_when_the_form_is_refused() -> None:
    wrong = FILLED | {"met_on-month": "Marchember", "agreed": "", "children": "two", "email": "<nobody>"}

    drawn = str(Everything(wrong))

    kept = ("reference", "email", "children", "met_on-day", "met_on-month", "met_on-year", "rang_at-time")
    assert {name: typed(drawn, name) for name in kept} == {name: wrong[name] for name in kept}
    assert re.search(r'value="other" checked', drawn)
    assert re.search(r'<option value="b" selected>', drawn)
    assert drawn.count(" checked") == 4


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=60))
def test_lines_that_somebody_wrote_come_back_as_written_however_deep_the_question_is(words: str) -> None:
    drawn = str(Everything(FILLED | {"other_agency": f"x{words}", "agreed": ""}))

    assert typed(drawn, "other_agency") == f"x{words}"


def test_a_password_is_never_drawn_back_on_the_page() -> None:
    assert "correct horse" not in str(Everything(FILLED))


def test_a_question_may_be_optional_and_says_so_except_in_a_filter() -> None:
    class Narrow(Everything):
        marks_optional = False

    assert "Your own reference (optional)" in str(Everything())
    assert "(optional)" not in str(Narrow())


def test_a_question_that_is_the_page_heading_is_its_h1() -> None:
    class One(fields.Questions):
        why = fields.Text("Why now?", heading=True)

    assert re.search(r'<h1 class="govuk-label-wrapper">\s*<label class="govuk-label govuk-label--l"', str(One()))


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence", "box"),
    [
        ("", "3", "2026", "The date of the meeting must include a day", "day"),
        ("27", "", "2026", "The date of the meeting must include a month", "month"),
        ("27", "3", "", "The date of the meeting must include a year", "year"),
        ("27", "", "", "The date of the meeting must include a month and year", "month"),
        ("30", "2", "2026", "The date of the meeting must be a real date, like 27 3 2026", "day"),
        ("1_0", "2", "2026", "The date of the meeting must be a real date, like 27 3 2026", "day"),
        ("27", "13", "2026", "The date of the meeting must have a real month, like 3 or March", "month"),
        ("27", "ma", "2026", "The date of the meeting must have a real month, like 3 or March", "month"),
        ("27", "3", "26", "The date of the meeting must have a year of 4 numbers, like 2026", "year"),
        ("", "", "", "Enter the date of the meeting", "day"),
    ],
)
def test_a_date_says_which_part_is_wrong_and_the_error_leads_there(
    day: str, month: str, year: str, sentence: str, box: str
) -> None:
    form = met(day, month, year)

    assert refusal(form, "met_on") == sentence
    assert form["met_on"].first_id == f"id_met_on-{box}"
    marked = re.findall(r'govuk-input--error" id="id_met_on-(\w+)"', str(form))
    assert marked[0] == box


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31)))
def test_any_date_typed_with_its_month_as_a_number_or_a_word_is_read_back(date: dt.date) -> None:
    for month in (f"{date:%m}", f"{date:%B}", f"{date:%b}", str(date.month)):
        form = met(str(date.day), month, f"{date.year:04}")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["met_on"] == date


def test_a_date_that_is_known_is_shown_in_its_boxes() -> None:
    drawn = str(Meeting(initial={"met_on": dt.date(2026, 3, 9)}))

    assert [typed(drawn, f"met_on-{box}") for box in ("day", "month", "year")] == ["9", "3", "2026"]


@pytest.mark.parametrize(
    ("time", "hour", "minute"),
    [
        ("16:55", 16, 55), ("16.55", 16, 55), ("1655", 16, 55), ("4:55pm", 16, 55), ("4.55 PM", 16, 55),
        ("4pm", 16, 0), ("12am", 0, 0), ("12pm", 12, 0), ("09:00", 9, 0),
        ("midday", 12, 0), ("midnight", 0, 0),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(time: str, hour: int, minute: int) -> None:
    form = rang(time)

    assert form.is_valid(), form.errors
    at = form.cleaned_data["rang_at"]
    assert (at.hour, at.minute) == (hour, minute)


@pytest.mark.parametrize("time", ["9", "25:00", "16:60", "13pm", "0am", "soon", "٩:٠٠"])
def test_a_time_that_is_not_clear_is_refused_rather_than_guessed(time: str) -> None:
    form = rang(time)

    assert refusal(form, "rang_at") == "The time of the call must have a real time, like 16:55 or 4:55pm"
    assert form["rang_at"].first_id == "id_rang_at-time"


def test_a_time_in_the_hour_that_the_clocks_skipped_is_refused() -> None:
    assert "skipped when the clocks went forward" in refusal(rang("01:30", "29", "3", "2026"), "rang_at")


def test_a_time_in_the_hour_that_happens_twice_is_the_first_so_that_a_limit_ends_sooner() -> None:
    form = rang("01:30", "25", "10", "2026")

    assert form.is_valid()
    assert form.cleaned_data["rang_at"].astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_an_instant_that_is_known_is_shown_in_london_time() -> None:
    drawn = str(Call(initial={"rang_at": dt.datetime(2026, 6, 30, 23, 15, tzinfo=dt.UTC)}))

    boxes = ("day", "month", "year", "time")
    assert [typed(drawn, f"rang_at-{box}") for box in boxes] == ["1", "7", "2026", "00:15"]


def test_a_revealed_question_must_be_answered_when_its_option_is_chosen() -> None:
    assert refusal(Reason({"decided": "no"}), "reason") == "Enter why you do not agree"


def test_a_revealed_question_stops_nobody_who_chose_otherwise_and_its_answer_is_let_go() -> None:
    for reason in ("", "x" * 50, "left over"):
        form = Reason({"decided": "yes", "reason": reason})
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {"decided": True, "reason": None}


def test_a_revealed_question_is_drawn_once_under_its_option() -> None:
    drawn = str(Reason())

    assert drawn.count("<textarea") == 1
    assert drawn.index('value="no"') < drawn.index("<textarea")


def test_a_limit_of_characters_counts_a_new_line_once() -> None:
    assert Reason({"decided": "no", "reason": "123456789\r\n0123456789"}).is_valid()
    sentence = refusal(Reason({"decided": "no", "reason": "123456789\r\n01234567890"}), "reason")
    assert sentence == "The answer to “Why not?” must be 20 characters or fewer. You entered 21."


def test_options_that_only_the_page_knows_are_offered_to_one_form_alone() -> None:
    form = Everything(FILLED | {"area": "c"})
    form.fields["area"].offer([Option("c", "Camden")])

    assert form.is_valid(), form.errors
    assert "Camden" not in str(Everything())


def test_an_option_that_was_not_offered_is_refused_as_no_answer() -> None:
    assert refusal(Everything(FILLED | {"area": "z"}), "area") == "Select an area"


def summary(**context: Any) -> str:
    drawn: str = engines["django"].from_string("{% error_summary %}").render(context)
    return drawn


def test_the_summary_lists_every_error_once_and_links_each_to_an_input_on_the_page() -> None:
    form = Everything({"met_on-day": "9", "met_on-year": "2026"})

    drawn = summary(form=form)

    links = re.findall(r'href="#([^"]+)"', drawn)
    assert len(links) == len(form.errors)
    assert "id_met_on-month" in links
    page = str(form)
    assert all(f' id="{link}"' in page for link in links)


def test_a_refusal_stands_in_the_summary_as_the_sentence_it_is() -> None:
    drawn = summary(refusal="You cannot <close> what you did not raise.")

    assert "You cannot &lt;close&gt; what you did not raise." in drawn


def test_a_page_with_nothing_wrong_has_no_summary() -> None:
    assert summary(form=Everything(FILLED)) == ""
    assert summary(form=Everything()) == ""
    assert summary() == ""
