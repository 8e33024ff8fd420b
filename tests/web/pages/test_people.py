"""Several people in one escalation, somebody beside whoever raises it, what they want, and how little is typed."""

import re

import pytest

from tests.cast import RAISING, Cast, at, found, person
from tests.web.pages.raising import TYPED, begun, filled_in
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import events as ev
from wayforward.escalations import read as escalations
from wayforward.escalations.models import Escalation

POLICIES = ["barnet-children", "barnet-multi-agency", "barnsley", "havering", "newham"]
MOST_TYPED = 6
TO_TYPE = re.compile(r'<textarea|<input class="govuk-input (?!govuk-date)[^>]*|<div class="govuk-date-input"')


def raised() -> ev.Raised:
    return next(i.event for i in escalations.entries(Escalation.objects.get()) if isinstance(i.event, ev.Raised))


def typing(html: str) -> int:
    """The questions of a page that are answered by typing; a date is one."""
    dates = html.count('class="govuk-date-input"')
    boxes = len(re.findall(r"<textarea|<input[^>]*class=\"govuk-input[ \"]", html)) - 3 * dates
    return boxes + dates


@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_asks_for_more_than_six_typed_answers(db: None, sealing_key: object, policy: str) -> None:
    cast = found(policy)
    browser = visiting(cast.raises)
    where, typed = browser.get(begun(browser, policy)).headers["Location"], 0
    answers = TYPED | {"about": {"kind": "child"}}
    while not where.endswith("/check"):
        page = browser.get(where).content.decode()
        typed += typing(page)
        name = where.rsplit("/", 1)[1]
        given = {"wishes_known": "not-asked"} | dict.fromkeys(
            re.findall(r'<textarea[^>]*name="([^"]+)"', page), "Words"
        )
        where = browser.post(where, given if name == "disagreement" else answers[name]).headers["Location"]

    assert 3 <= typed <= MOST_TYPED
    assert "What follows when you raise it" in read(browser.get(where))


def test_siblings_and_an_unborn_child_are_raised_together(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)

    second = browser.post(f"{draft}/about", {"kind": "child", "name": "Robin", "another": "yes"}).headers["Location"]
    assert second == f"{draft}/about-2"
    expected = browser.post(second, {"kind": "unborn", "name": ""}).headers["Location"]
    assert expected == f"{draft}/expected-2"
    born = {"born-day": "3", "born-month": "3", "born-year": "2027"}
    assert browser.post(expected, born).headers["Location"] == f"{draft}/people"
    people = read(browser.get(f"{draft}/people"))
    assert "Robin, a child" in people
    assert "An unborn child" in people

    browser.post(filled_in(browser, draft=draft, typed=TYPED | {"about": {"kind": "child", "name": "Robin"}}))
    assert [(s.kind, s.name, s.born_on) for s in raised().subjects] == [
        ("child", "Robin", ""),
        ("unborn", "", "2027-03-03"),
    ]


def test_a_person_is_taken_out_and_those_after_move_up(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    for number, name in enumerate(("Robin", "Sam", "Kit"), start=1):
        browser.post(f"{draft}/about{f'-{number}' if number > 1 else ''}", {"kind": "child", "name": name})

    browser.post(f"{draft}/people", {"remove": "about"})

    people = read(browser.get(f"{draft}/people"))
    assert "Robin" not in people
    assert people.index("Sam, a child") < people.index("Kit, a child")
    assert 'value="Sam"' in browser.get(f"{draft}/about").content.decode()


def test_an_adult_and_a_child_are_raised_together_where_the_policy_covers_both(db: None, sealing_key: object) -> None:
    cast = found("barnet-multi-agency")
    browser = visiting(cast.raises)
    draft = begun(browser, "barnet-multi-agency")
    browser.post(f"{draft}/about-2", {"kind": "adult", "name": "Alex"})
    said = TYPED["disagreement"] | {"answer_risk-reason": "He is alone"}
    browser.post(filled_in(browser, draft=draft, typed=TYPED | {"disagreement": said}))

    assert {s.kind for s in raised().subjects} == {"child", "adult"}


def test_nobody_is_named_where_the_policy_takes_a_dispute_about_no_one_person(db: None, sealing_key: object) -> None:
    cast = found("newham")
    browser = visiting(cast.raises)
    said = {"answer_disagreement": "The protocol", "answer_disagree": "It is unclear", "answer_want": "A review"}
    typed = TYPED | {"about": {"kind": "none"}, "disagreement": said}
    check = filled_in(browser, "newham", typed)

    assert "somebody else it is about" not in read(browser.get(check))
    browser.post(check)
    assert raised().subjects == ()


def test_there_is_room_for_eight_people_and_no_more(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    for number in range(1, 9):
        browser.post(f"{draft}/about{f'-{number}' if number > 1 else ''}", {"kind": "child", "name": f"Child {number}"})

    assert browser.get(f"{draft}/about-9").status_code == 404
    assert "Add another person" not in read(browser.get(f"{draft}/people"))


def test_what_they_want_is_kept_in_the_policys_own_words_where_it_has_a_place(db: None, sealing_key: object) -> None:
    cast = found("barnet-multi-agency")
    browser = visiting(cast.raises)
    draft = begun(browser, "barnet-multi-agency")
    said = TYPED["disagreement"] | {"answer_risk-reason": "He is alone", "wishes_known": "yes"}
    typed = TYPED | {"disagreement": said, "wishes": {"answer_subject-voice": "He wants to stay with his aunt"}}
    browser.post(filled_in(browser, draft=draft, typed=typed))

    assert raised().answers["subject-voice"] == "He wants to stay with his aunt"


def test_what_they_want_may_be_unknown_and_the_reason_is_kept(cast: Cast) -> None:
    browser = visiting(cast.raises)
    browser.post(filled_in(browser))
    assert raised().answers["wishes"] == "Not known: nobody has been able to ask them yet."


def test_it_has_to_be_thought_of(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    browser.post(f"{draft}/about", TYPED["about"])
    said = {name: value for name, value in TYPED["disagreement"].items() if name != "wishes_known"}
    assert "Select whether you know what they say or want" in read(browser.post(f"{draft}/disagreement", said))


def test_a_colleague_stands_beside_whoever_raises_it(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)
    beside = check.replace("/check", "/beside")
    assert cast.other_lead.name not in read(browser.get(beside))

    assert browser.post(beside, {"beside": str(cast.other_lead.pk)}).status_code == 200
    assert browser.post(beside, {"beside": str(cast.lead.pk)}).headers["Location"] == check
    assert cast.lead.name in read(browser.get(check))


def test_a_colleague_in_a_large_agency_is_named_by_their_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wayforward.web.pages.raising.questions.COLLEAGUES", 0)
    colleague = person(cast, "Second nurse", cast.agencies[RAISING])
    browser = visiting(cast.raises)
    check = filled_in(browser)
    beside = check.replace("/check", "/beside")

    assert browser.post(beside, {"address": "nobody@example.org"}).status_code == 200
    assert browser.post(beside, {"address": colleague.email.upper()}).headers["Location"] == check
    browser.post(check)
    assert Escalation.objects.get().grants.filter(person=colleague).exists()


def test_a_volunteer_raises_as_anybody_does(cast: Cast) -> None:
    """The smallest agency there is, with nobody above them (H-07, H-09)."""
    browser = visiting(cast.workers["voluntary"])
    browser.post(filled_in(browser))
    assert Escalation.objects.get().raising == cast.agencies["voluntary"]


def test_the_area_that_sent_it_is_kept(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)
    browser.post(check.replace("/check", "/received"), {"received_from": "Essex"})
    assert "Essex" in read(browser.get(check))
    browser.post(check)
    assert raised().received_from == "Essex"


def test_where_they_live_is_asked_only_where_a_form_of_the_policy_needs_it(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)
    assert "where they live" not in read(browser.get(check))
    assert browser.get(check.replace("/check", "/where")).status_code == 404


def test_a_draft_outlives_the_browser(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    browser.post(f"{draft}/danger", TYPED["danger"])
    browser.post(f"{draft}/other", TYPED["other"])

    with clock_at(at("2026-11-18 09:00")):
        another = visiting(cast.raises)
        assert another.get(draft).headers["Location"] == f"{draft}/about"
        assert "Monday 16 November 2026 at 10am" in read(another.get("/my-work"))
