"""Asking one's own lead, noting a challenge, and raising it after all: pages of one agency and of nobody else."""

import pytest
from django.test import Client

from tests.cast import MONDAY, RAISING, Cast, at
from tests.web.visiting import clock_at, filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.directory.models import Holder, Post
from wayforward.escalations import read as escalations
from wayforward.escalations.models import Draft, Escalation, Look, Talk, Turn
from wayforward.notices.models import Notice

ASK, LOG = "/talks/in/havering/ask", "/talks/in/havering/log"
WORDS = "Is it enough to raise it?"


def lead_post(cast: Cast) -> Post:
    return Post.objects.get(agency=cast.agencies[RAISING], key="designated-safeguarding-lead")


def asked(cast: Cast, browser: Client, where: str = ASK) -> str:
    """A question to the nurse's own lead; the talk's address."""
    page = browser.get(where)
    sent = browser.post(where, filled(page) | {"asked": str(lead_post(cast).pk), "words": WORDS})
    assert sent.status_code == 302, read(sent)
    return str(sent.headers["Location"])


def noted(cast: Cast, browser: Client) -> str:
    page = browser.get(LOG)
    line = {"about": "family-services", "words": "They closed it.", "stands": "waiting"}
    return str(browser.post(LOG, filled(page) | line).headers["Location"])


def test_a_question_is_answered_by_the_lead_and_read_by_the_asker(cast: Cast) -> None:
    browser, lead = visiting(cast.raises), visiting(cast.lead)
    talk = asked(cast, browser)

    assert f"{cast.raises.name} asks for your advice" in read(lead.get("/my-work"))
    lead.post(talk, {"words": "Yes. Raise it today."})

    assert "has an answer" in read(browser.get("/my-work"))
    assert "Yes. Raise it today." in read(browser.get(talk))
    assert Escalation.objects.count() == 0


@pytest.mark.parametrize("who", ["responds", "other_lead", "manager", "chair", "outside"])
def test_nobody_else_finds_it_nor_its_words_anywhere(cast: Cast, who: str) -> None:
    talk = asked(cast, visiting(cast.raises))
    stranger = visiting(getattr(cast, who))

    theirs, nowhere = stranger.get(talk), stranger.get("/talks/5c5b7d2e-8f0b-4f7a-9c4f-0f6a2c1d3e4f")
    assert theirs.status_code == nowhere.status_code == 404
    assert stranger.post(talk, {"words": "x"}).status_code == 404
    assert stranger.post(f"{talk}/raise").status_code == 404
    assert cast.raises.name not in read(stranger.get("/my-work"))
    assert Turn.objects.count() == 1


def test_no_clock_starts_and_no_agency_is_told(cast: Cast) -> None:
    asked(cast, visiting(cast.raises))
    assert Escalation.objects.count() == 0
    assert {n.agency for n in Notice.objects.all()} == {cast.agencies[RAISING]}


def test_sent_twice_it_is_asked_once(cast: Cast) -> None:
    browser = visiting(cast.raises)
    typed = filled(browser.get(ASK)) | {"asked": str(lead_post(cast).pk), "words": WORDS}
    assert browser.post(ASK, typed).headers["Location"] == browser.post(ASK, typed).headers["Location"]
    assert Talk.objects.count() == 1


def test_the_asker_raises_it_with_what_they_wrote_and_the_advice_stays_between_them(cast: Cast) -> None:
    browser = visiting(cast.raises)
    talk = asked(cast, browser)
    visiting(cast.lead).post(talk, {"words": "Between us: ring Sam first."})

    draft = browser.post(f"{talk}/raise").headers["Location"]

    page = browser.get(f"{draft}/disagreement").content.decode()
    assert WORDS in page
    assert "Between us" not in page


def test_the_lead_cannot_raise_what_somebody_asked(cast: Cast) -> None:
    talk = asked(cast, visiting(cast.raises))
    assert visiting(cast.lead).post(f"{talk}/raise").status_code == 404
    assert "Raise it as a disagreement" not in read(visiting(cast.lead).get(talk))


def test_whoever_has_what_they_need_is_waited_for_no_longer(cast: Cast) -> None:
    browser, lead = visiting(cast.raises), visiting(cast.lead)
    talk = asked(cast, browser)
    lead.post(talk, {"done": "yes"})
    assert "asks for your advice" in read(lead.get("/my-work")).partition("Waiting for others")[0]
    browser.post(talk, {"done": "yes"})
    assert "asks for your advice" not in read(lead.get("/my-work")).partition("Waiting for others")[0]


def test_beside_an_escalation_it_is_on_ones_own_side_and_the_look_is_written_down(cast: Cast) -> None:
    row = cast.raised()
    talk = asked(cast, visiting(cast.raises), f"{ASK}?beside={row.ref}")

    assert Talk.objects.get().escalation == row
    assert row.ref in read(visiting(cast.lead).get(talk))
    assert Look.objects.filter(escalation=row, what="consult").count() == 2  # the page, and what it sent
    assert visiting(cast.outside).get(f"/talks/in/havering/ask?beside={row.ref}").status_code == 404


def test_beside_an_escalation_nobody_is_offered_who_is_shut_out_of_it(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    assert cast.lead.name in read(browser.get(f"{ASK}?beside={row.ref}"))
    cast.does(row, cast.manager, MONDAY, cmd.DeclareConflict, person=str(cast.lead.pk), reason="A relative.")
    assert "Your agency lists nobody to ask." in read(browser.get(f"{ASK}?beside={row.ref}"))
    assert cast.lead.name in read(browser.get(ASK))


def test_an_agency_with_nobody_to_ask_says_so(cast: Cast) -> None:
    Holder.objects.filter(post__agency=cast.agencies[RAISING]).delete()
    assert "Your agency lists nobody to ask." in read(visiting(cast.raises).get(ASK))


def test_a_challenge_is_noted_in_three_answers_and_is_never_called_resolved(cast: Cast) -> None:
    browser = visiting(cast.raises)
    talk = noted(cast, browser)
    words = read(browser.get(talk))

    assert "I am waiting for them." in words
    assert "They closed it." in words
    assert "esolved" not in words
    assert "esolved" not in read(browser.get(LOG))
    assert [visiting(who).get(talk).status_code for who in (cast.lead, cast.manager)] == [404, 404]


def test_it_is_seen_in_my_work_until_it_is_settled(cast: Cast) -> None:
    browser = visiting(cast.raises)
    talk = noted(cast, browser)
    assert "A challenge to Family Services" in read(browser.get("/my-work")).partition("Waiting for others")[2]
    browser.post(talk, {"stands": "settled"})
    assert "Settled between us." in read(browser.get(talk))
    assert "A challenge to Family Services" in read(browser.get("/my-work")).partition("Talks inside your agency")[2]


def test_it_is_raised_later_with_the_day_of_the_challenge(cast: Cast) -> None:
    browser = visiting(cast.raises)
    talk = noted(cast, browser)
    with clock_at(at("2026-11-19")):
        draft = visiting(cast.raises).post(f"{talk}/raise").headers["Location"]
        browser = visiting(cast.raises)
        for page, typed in {"danger": {"danger": "no"}, "about": {"kind": "child"}, "facts": {}}.items():
            browser.post(f"{draft}/{page}", typed)
        said = {"answer_concern-nature": "They closed it.", "answer_concern-source": "A call", "answer_want": "A visit"}
        browser.post(f"{draft}/disagreement", said | {"wishes_known": "not-able"})
        assert "Monday 16 November 2026" in read(browser.get(f"{draft}/check"))
        browser.post(f"{draft}/check")

    raised = next(i.event for i in escalations.entries(Escalation.objects.get()) if isinstance(i.event, ev.Raised))
    assert raised.responding == ("family-services",)
    assert raised.concern_raised_at is not None
    assert raised.concern_raised_at.date() == MONDAY.date()


def test_what_needs_mending_is_kept(cast: Cast) -> None:
    browser = visiting(cast.raises)
    page = browser.get(ASK)
    assert "Select whom you want to ask" in read(browser.post(ASK, filled(page) | {"words": WORDS}))

    assert WORDS in browser.get(ASK).content.decode()
    assert "A question to your own lead" in read(browser.get("/my-work"))
    asked(cast, browser)
    assert Draft.objects.count() == 0


def test_what_was_typed_when_the_session_had_ended_is_kept_for_its_writer(cast: Cast) -> None:
    browser, nobody = visiting(cast.raises), visiting(None)
    typed = filled(browser.get(ASK)) | {"words": WORDS}
    assert nobody.post(ASK, typed).status_code == 302

    assert WORDS in browser.get(ASK).content.decode()
    assert WORDS not in visiting(cast.lead).get(ASK).content.decode()
