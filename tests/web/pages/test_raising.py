"""Raising a disagreement: a page at a time, nothing lost, checked, and raised once."""

from typing import Any

from django.test import Client

from tests.cast import MONDAY, Cast
from tests.web.visiting import read, visiting
from wayforward.escalations import drafts
from wayforward.escalations.models import Draft, Escalation

TYPED: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "other": {"other": ["family-services"]},
    "about": {"kind": "child", "name": "Robin"},
    "disagreement": {
        "answer_decided": "No visit", "answer_disagree": "He is frightened", "answer_want": "A visit today",
    },
    "facts": {},
}  # fmt: skip


def begun(browser: Client) -> str:
    """The address of a draft that was just started."""
    where: str = browser.post("/raise").headers["Location"]
    return where.rsplit("/", 1)[0]


def filled_in(browser: Client) -> str:
    """A draft with every page of it finished; the address of its check page."""
    draft = begun(browser)
    where = f"{draft}/danger"
    while not where.endswith("/check"):
        page = where.rsplit("/", 1)[1]
        answer = browser.post(where, TYPED[page])
        assert answer.status_code == 302, read(answer)
        where = answer.headers["Location"]
    return where


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


def born_in(year: str, kind: str) -> dict[str, str]:
    return {"kind": kind, "born-day": "3", "born-month": "3", "born-year": year}


def test_only_somebody_unborn_has_a_date_that_is_still_to_come(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)

    assert "must be today or in the past" in read(browser.post(f"{draft}/about", born_in("2027", "child")))
    assert browser.post(f"{draft}/about", born_in("2027", "unborn")).status_code == 302
    assert browser.post(f"{draft}/about", born_in("2020", "child")).status_code == 302


def test_it_cannot_have_been_raised_with_them_tomorrow(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    today = {"raised_on-day": "16", "raised_on-month": "11", "raised_on-year": "2026"}

    tomorrow = browser.post(f"{draft}/disagreement", TYPED["disagreement"] | today | {"raised_on-day": "17"})
    assert "The date you first raised it must be today or in the past" in read(tomorrow)
    assert browser.post(f"{draft}/disagreement", TYPED["disagreement"] | today).status_code == 302


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

    answer = browser.post(f"{draft}/disagreement", {"answer_decided": "No visit", "raised_on-day": "31"})

    assert answer.status_code == 200
    assert "Enter why this does not keep them safe" in read(answer)
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

    answer = browser.post(check.replace("/check", "/about?change"), {"kind": "unborn", "name": "Baby Robin"})

    assert answer.headers["Location"] == check
    assert "Baby Robin" in read(browser.get(check))


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


def test_what_the_policy_sends_elsewhere_is_refused_with_where_and_raised_with_a_reason(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)
    facts = {"fact_advice-only": "yes"}
    browser.post(check.replace("/check", "/facts?change"), facts)

    refused = read(browser.get(check))
    assert "There is a problem" in refused
    assert "Raise it here all the same" in refused
    assert "There is a problem" in read(browser.post(check, {"override": "yes"}))
    assert Escalation.objects.count() == 0

    raised = browser.post(check, {"override": "yes", "reason": "The lead asked for it."}, follow=True)
    assert "The lead asked for it." in read(raised)
