"""What a person typed is words on a page, whatever they typed."""

import pytest

from tests.cast import MONDAY, Cast
from tests.web.visiting import read, visiting
from wayforward.core import commands as cmd
from wayforward.escalations import drafts

ATTACKS = [
    "<script>canary()</script>",
    "\"'><img src=x onerror=canary()>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "javascript:canary()//",
    "w" * 5000,
]
MARKUP = ("<script>", "<img", "onerror=canary()>", 'href="javascript:')


def inert(html: str) -> bool:
    return not any(piece in html for piece in MARKUP)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_recorded_is_inert_on_every_page_of_the_escalation(cast: Cast, attack: str) -> None:
    row = cast.raised(subjects=(cmd.Subject(kind="child", name=attack),), answers={"decided": attack}, reason=attack)
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary=attack, people=attack, actions=attack)
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="upheld", reasons=attack)
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome=attack, actions=attack, outstanding=attack)
    for person in (cast.raises, cast.other_lead, cast.manager):
        for tail in ("", "/record", "/answer"):
            assert inert(visiting(person).get(f"/escalations/{row.ref}{tail}").content.decode())


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_comes_in_the_address_is_inert(cast: Cast, attack: str) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    for address in (
        f"/escalations/{row.ref}/escalate", f"/escalations/{row.ref}/line", f"/escalations/{row.ref}/done",
        "/contact/havering/police", "/my-work", "/sign-in",
    ):  # fmt: skip
        answer = browser.get(address, dict.fromkeys(("to", "line", "duty", "at-day", "after", "next"), attack))
        assert answer.status_code == (404 if address.endswith("/line") else 200)
        assert inert(answer.content.decode())


@pytest.mark.parametrize("address", ["/escalations/%00", "/escalations/%00/duty", "/today/%00/hand-over", "/duty/%00"])
def test_an_address_with_a_zero_byte_is_not_there(cast: Cast, address: str) -> None:
    answer = visiting(cast.manager).get(address)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Page not found" in read(answer)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_sent_to_an_act_comes_back_inert(cast: Cast, attack: str) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    answer = browser.post(f"/escalations/{row.ref}/protect", {"reason": attack, "due_at-day": attack, "seen": attack})
    assert answer.status_code == 200
    assert inert(answer.content.decode())


def test_a_draft_is_its_writers_alone(cast: Cast) -> None:
    draft = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    for tail in ("", "/danger", "/check"):
        assert visiting(cast.lead).get(f"/raise/{draft.pk}{tail}").status_code == 404


def test_more_than_a_question_holds_is_told_and_kept(cast: Cast) -> None:
    row = cast.raised()
    long, line = "a" * 20_001, "b" * 301
    answer = visiting(cast.raises).post(f"/escalations/{row.ref}/discuss", {"summary": long, "people": line})

    assert answer.status_code == 200
    assert "must be 20,000 characters or fewer. You entered 20,001." in read(answer)
    assert "“Who took part?” must be 300 characters or fewer. You entered 301." in read(answer)
    assert long in answer.content.decode()
    assert line in answer.content.decode()


@pytest.mark.parametrize("sent", [{"summary": "a" * 3_000_000}, dict.fromkeys(map(str, range(1_100)), "x")])
def test_more_than_any_page_asks_for_is_answered_in_our_own_words(cast: Cast, sent: dict[str, str]) -> None:
    row = cast.raised()
    data = "&".join(f"{name}={value}" for name, value in sent.items())
    answer = visiting(cast.raises).post(
        f"/escalations/{row.ref}/discuss", data, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 400
    assert "What you sent could not be read" in read(answer)
    assert "999" in read(answer)
