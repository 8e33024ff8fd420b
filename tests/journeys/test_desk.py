"""A partnership manager takes a policy from a blank page to in force: writes, mends, accepts, has it signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.served import served
from tests.journeys.visitor import Town, Visitor
from wayforward.policies import shelf

SEEDED_AT = "2025-08-15T09:00"
STEPS = (("Step one", "1 working day"), ("Step two", "3 working days"), ("Step three", ""))
MANAGER = ("Business manager", "Newham partnership office")


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of its own: what comes into force here is the policy of everybody in it."""
    with served(tmp_path_factory.mktemp("desk"), SEEDED_AT) as town:
        yield town


@pytest.mark.parametrize(("width", "scripts"), [(1100, True), (320, False)])
def test_a_manager_takes_a_policy_from_a_blank_page_to_in_force(
    town: Town, visitor: Callable[..., Visitor], width: int, scripts: bool
) -> None:
    town.it_is("2025-09-01 10:00")
    who = visitor(width=width, scripts=scripts)
    who.signs_in_as(*MANAGER)
    who.goes_to("/desk/newham")
    begins_from_a_blank_page(who, f"Talking it through {width}")
    draft = who.address.removesuffix("/write")

    gives_the_front_door_office_hours(who, draft)
    adds_a_duty(who, draft)
    adds_a_form(who, draft)
    adds_a_clause(who, draft)
    changes_a_time(who, draft)
    sees_what_is_found_and_mends_it(who, draft)
    takes_the_file_away(who, draft)
    accepts_what_is_as_it_should_be(who, draft)
    has_it_signed_by_every_agency(who, draft)
    puts_it_in_force(who, draft)
    who.goes_to("/policies/newham")
    assert f"Talking it through {width}" in who.reads


def begins_from_a_blank_page(who: Visitor, title: str) -> None:
    who.follows("Begin a version")
    who.ticks("A blank page")
    who.presses("Begin")
    who.presses("Begin")
    assert "Enter what is your policy called" in who.reads or "Answer the question" in who.reads
    who.writes("What is your policy called?", title)
    for agency in ("Children’s social care", "Schools and colleges", "Health services"):
        who.ticks(agency)
    for n, (label, time) in enumerate(STEPS, start=1):
        who.writes(f"Stage {n}: what does the text call it?", label)
        who.writes(f"Stage {n}: how long may it take?", time)
    who.writes("Who decides at the end?", "Independent chair")
    who.writes("Its mailbox", "office@newham.example")
    who.presses("Begin")
    assert "The draft is begun" in who.reads
    assert "It loads." in who.reads
    assert "Stages (3)" in who.reads


def gives_the_front_door_office_hours(who: Visitor, draft: str) -> None:
    who.follows("Roles and contacts")
    who.follows("Add a role")
    who.writes("What does the text call this role?", "Front door duty manager")
    who.page.get_by_label("Whose role is it?").first.select_option("Children’s social care")
    who.writes("Telephone", "01632 960001")
    who.presses("Save")
    who.goes_to(f"{draft}/write/routes")
    who.follows("Children’s social care, line 1, no hours stated: Line manager")
    who.chooses("At which hours?", "Office hours")
    who.chooses("Who answers?", "Front door duty manager")
    who.presses("Save")
    who.goes_to(f"{draft}/week")
    assert "Nobody answers 00:00 to 09:00: every day" in who.reads
    assert "09:00 to 17:00: Saturday, Sunday and bank holidays" in who.reads
    assert "Hours with nobody to ring: on 1 line" in who.reads


def adds_a_duty(who: Visitor, draft: str) -> None:
    who.goes_to(f"{draft}/write/duties/new")
    who.writes("What has to be done?", "Tell the partnership manager that step two has begun.")
    who.chooses("What sort of duty is it?", "Tell somebody")
    picks(who, "Who must do it?", "the raising agency’s line manager")
    picks(who, "For whom?", "the partnership manager")
    picks(who, "When does it arise?", "when Step two begins")
    who.chooses("How long?", "the same working day, without a number")
    who.presses("Save")
    assert "Tell the partnership manager that step two has begun." in who.reads


def adds_a_form(who: Visitor, draft: str) -> None:
    who.goes_to(f"{draft}/write/forms/new")
    who.writes("What is the form called?", "Record of the talk")
    picks(who, "When is it called for?", "when they talk at Step one")
    who.presses("Save")
    who.follows("Record of the talk")
    who.follows("Add a question")
    who.writes("What does it ask?", "What did you agree?")
    who.chooses("Must it be answered?", "Yes")
    who.presses("Save")
    assert "What did you agree?" in who.reads


def adds_a_clause(who: Visitor, draft: str) -> None:
    who.goes_to(f"{draft}/write/clauses/new")
    who.writes("What is its number in your text?", "2.1")
    who.writes("What does it say?", "The two workers talk within one working day.")
    who.presses("Save")
    who.goes_to(f"{draft}/write/stages/step-one")
    who.ticks("2.1: The two workers talk within one working day.")
    who.presses("Save")


def changes_a_time(who: Visitor, draft: str) -> None:
    """First wrongly: nothing that was typed is lost, and the page says what is missing."""
    who.goes_to(f"{draft}/write/times/step-two")
    who.page.get_by_label("How many?").first.fill("")
    who.writes("How is it printed?", "two days and two nights")
    who.presses("Save")
    assert "Enter how many, as a whole number like 5" in who.reads
    assert who.page.get_by_label("How is it printed?").input_value() == "two days and two nights"
    who.page.get_by_label("How many?").first.fill("48")
    who.chooses("How long?", "hours, through nights and weekends")
    who.presses("Save")
    assert "Step two: 48 hours" in who.reads


def sees_what_is_found_and_mends_it(who: Visitor, draft: str) -> None:
    who.goes_to(f"{draft}/check")
    assert "Children’s social care, line 1: nobody is named outside Monday to Friday from 9am to 5pm" in who.reads
    who.goes_to(f"{draft}/week")
    who.follows("Add who answers then")
    who.chooses("Which agency is rung?", "Children’s social care")
    who.chooses("Who answers?", "Line manager")
    who.presses("Save")
    assert who.address == f"{draft}/week"
    assert "Hours with nobody to ring: none" in who.reads
    who.goes_to(f"{draft}/check")
    assert "nobody is named outside" not in who.reads


def takes_the_file_away(who: Visitor, draft: str) -> None:
    who.goes_to(f"{draft}/preview")
    assert "Step two" in who.reads
    who.goes_to(f"{draft}/file")
    texts = {}
    for name in ("policy.yaml", "clauses.yaml"):
        with who.page.expect_download() as taken:
            who.page.get_by_role("link", name=name, exact=True).click()
        texts[name] = taken.value.path().read_text("utf-8")
    policy = shelf.load_text(texts)
    assert [stage.label for stage in policy.stages] == ["Step one", "Step two", "Step three"]
    assert policy.stages[0].clauses == ("2.1",)
    assert [form.title for form in policy.forms] == ["Record of the talk"]


def accepts_what_is_as_it_should_be(who: Visitor, draft: str) -> None:
    """Every grave finding that the text means so is accepted, with a name and a reason."""
    for _ in range(20):
        who.goes_to(f"{draft}/check")
        grave = who.page.locator("details[open]").get_by_role("link", name="Accept it, with a reason")
        if not grave.count():
            break
        who._arrives_by(grave.first)
        who.writes("Why is it right to leave this as it is?", "The board decided so on 28 August.")
        who.presses("Accept it")
    who.goes_to(draft)
    assert "Not yet" not in who.reads, who.reads


def has_it_signed_by_every_agency(who: Visitor, draft: str) -> None:
    who.goes_to(f"{draft}/send")
    who.presses("Send it for signature")
    who.goes_to(f"{draft}/sign")
    waiting = who.page.locator("dd").filter(has_text="is to sign").all_inner_texts()
    officers = [text.removesuffix(" is to sign").strip() for text in waiting]
    assert officers
    for officer in officers:
        who.page.context.clear_cookies()
        who.page.goto("/sign-in")
        who._arrives_by(who.page.get_by_role("button", name=officer, exact=True).first)
        who.goes_to(f"{draft}/sign")
        who.follows("Sign for")
        who.presses("Sign this text")
    who.signs_in_as(*MANAGER)


def puts_it_in_force(who: Visitor, draft: str) -> None:
    who.goes_to(f"{draft}/in-force")
    who.dates("From which day does it apply?", 1, 9, 2025)
    who.writes("Who decided?", "The executive board")
    who.writes("What was decided?", "To work by this text.")
    who.presses("Continue")
    who.presses("Put it in force")
    assert "In force" in who.reads


def picks(who: Visitor, question: str, answer: str) -> None:
    """Choose from the first empty row of a question that takes several."""
    rows = who.page.get_by_role("group", name=question).first.get_by_role("combobox")
    rows.last.select_option(answer)
