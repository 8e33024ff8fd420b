"""Raising a disagreement: a page at a time, nothing lost, checked, and raised once."""

import pytest

from tests.cast import MONDAY, Cast, found
from tests.web.pages.raising import TYPED, begun, filled_in
from tests.web.visiting import read, visiting
from wayforward.escalations import drafts
from wayforward.escalations.models import Draft, Escalation


def test_it_is_raised_in_the_words_that_were_typed(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)

    words = read(browser.get(check))
    assert "What follows when you raise it" in words
    assert "These are told: " in words
    assert words.count("sooner if they need it. Owed by ") == words.count("sooner if they need it.") > 0

    page = browser.post(check, follow=True)
    assert "He is frightened" in read(page)
    assert Escalation.objects.get().raiser == cast.raises
    assert f"Raised. The reference is {Escalation.objects.get().ref}." in read(page)


def on_day(question: str, day: str, month: str, year: str) -> dict[str, str]:
    return {f"{question}-day": day, f"{question}-month": month, f"{question}-year": year}


def test_a_birth_lies_in_the_past_and_is_asked_only_where_the_policy_asks_it(db: None, sealing_key: object) -> None:
    newham, havering = found("newham"), found("havering")
    browser = visiting(newham.raises)
    draft = begun(browser, "newham")

    tomorrow = {"kind": "child"} | on_day("born", "17", "11", "2026")
    assert "must be today or in the past" in read(browser.post(f"{draft}/about", tomorrow))
    assert browser.post(f"{draft}/about", {"kind": "child"} | on_day("born", "3", "3", "2020")).status_code == 302

    other = visiting(havering.raises)
    assert "Date of birth" not in read(other.get(f"{begun(other, 'havering')}/about"))


def test_an_unborn_child_has_an_expected_date_on_a_page_of_its_own(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)

    answer = browser.post(f"{draft}/about", {"kind": "unborn"})
    assert answer.headers["Location"] == f"{draft}/expected"
    answer = browser.post(f"{draft}/expected", on_day("born", "3", "3", "2027"))
    assert answer.headers["Location"] == f"{draft}/disagreement"


def test_it_cannot_have_been_raised_with_them_tomorrow(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)
    first = check.replace("/check", "/first")

    tomorrow = browser.post(first, on_day("raised_on", "17", "11", "2026"))
    assert "The date you first raised it must be today or in the past" in read(tomorrow)
    assert browser.post(first, on_day("raised_on", "9", "11", "2026")).headers["Location"] == check
    assert "Monday 9 November 2026" in read(browser.get(check))
    assert "By Monday 16 November 2026" in read(browser.get(check))


def test_sent_twice_it_is_raised_once(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)

    first, second = browser.post(check), browser.post(check)

    assert first.headers["Location"] == second.headers["Location"]
    assert Escalation.objects.count() == 1
    assert Draft.objects.count() == 0


def test_going_back_to_the_check_page_leads_to_what_was_raised(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)
    raised = browser.post(check).headers["Location"]

    assert browser.get(check).headers["Location"] == raised


def test_what_was_typed_wrongly_is_kept_and_told(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)

    answer = browser.post(f"{draft}/disagreement", {"answer_concern-nature": "No visit"})

    assert answer.status_code == 200
    assert "Enter what would put it right" in read(answer)
    assert "No visit" in answer.content.decode()
    assert "No visit" in browser.get(f"{draft}/disagreement").content.decode()


def test_a_draft_is_taken_up_again_from_my_work(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    browser.post(f"{draft}/danger", TYPED["danger"])

    assert f'href="{draft}"' in browser.get("/my-work").content.decode()
    assert browser.get(draft).headers["Location"] == f"{draft}/other"


def test_one_answer_is_changed_from_the_check_page_and_leads_back_to_it(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)

    answer = browser.post(check.replace("/check", "/about?change"), {"kind": "child", "name": "Robin Reed"})

    assert answer.headers["Location"] == check
    assert "Robin Reed" in read(browser.get(check))


def test_danger_is_told_to_ring_first_and_can_still_be_raised(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)
    browser.post(check.replace("/check", "/danger?change"), {"danger": "yes"})

    assert "Ring 999 before you go on." in read(browser.get(check))


def test_your_own_agency_is_not_among_those_you_can_disagree_with(cast: Cast) -> None:
    browser = visiting(cast.raises)
    page = browser.get(f"{begun(browser)}/other").content.decode()

    assert 'value="family-services"' in page
    assert 'value="health"' not in page


def test_somebody_without_an_agency_here_is_told_whom_to_ask(cast: Cast) -> None:
    assert "You do not work for an agency here" in read(visiting(cast.manager).get("/raise"))


def test_what_was_thrown_away_is_not_there(cast: Cast) -> None:
    draft = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    drafts.drop(draft)
    assert visiting(cast.raises).get(f"/raise/{draft.pk}/check").status_code == 404


@pytest.mark.parametrize(("kind", "young"), [("child", True), ("young-person", True), ("adult", False)])
def test_only_somebody_young_can_be_too_young_to_say_what_they_want(
    db: None, sealing_key: object, kind: str, young: bool
) -> None:
    browser = visiting(found("barnet-multi-agency").raises)
    draft = begun(browser, "barnet-multi-agency")
    browser.post(f"{draft}/about", {"kind": kind, "name": "Robin"})

    asked = read(browser.get(f"{draft}/disagreement"))
    assert "not able to say" in asked
    assert ("They are too young" in asked) is young

    concern = {
        "answer_risk-reason": "She is alone.",
        "answer_concern-nature": "No visit.",
        "answer_concern-source": "Us.",
    }
    typed = TYPED | {"about": {"kind": kind, "name": "Robin"}, "disagreement": {
        **concern, "answer_want": "A visit.", "wishes_known": "not-able",
    }}  # fmt: skip
    raised = read(browser.post(filled_in(browser, "barnet-multi-agency", typed, draft), {}, follow=True))
    assert ("Not known: they are too young, or not able to say." in raised) is young
    assert ("Not known: they are not able to say." in raised) is not young


def test_what_the_policy_sends_elsewhere_is_raised_all_the_same_with_a_reason(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = browser.post("/raise/in/havering", {"anyway": "own-agency"}).headers["Location"]
    check = filled_in(browser, draft=draft)

    refused = read(browser.get(check))
    assert "There is a problem" in refused
    assert "A concern inside your own agency is not for this policy." in refused
    assert "There is a problem" in read(browser.post(check, {"override": "yes"}))
    assert Escalation.objects.count() == 0

    raised = browser.post(check, {"override": "yes", "reason": "The lead asked for it."}, follow=True)
    assert "The lead asked for it." in read(raised)
