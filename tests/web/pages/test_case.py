"""Who is in it, what becomes of the case, and that nothing is told without being shown first."""

import re
from datetime import timedelta

import pytest

from tests.cast import FROM, MONDAY, RESPONDING, Cast, person
from tests.web.visiting import filled, kinds, read, sent, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Holder, Post
from wayforward.escalations import history
from wayforward.escalations.read import entries


def when(days: int = 1, name: str = "talk_at", time: str = "14:00") -> dict[str, str]:
    day = MONDAY + timedelta(days=days)
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year),
            f"{name}-time": time}  # fmt: skip


# --- who is in it ----------------------------------------------------------------------------------------------


def test_whoever_stands_in_for_my_post_comes_first_and_sees_it_once_it_is_theirs(cast: Cast) -> None:
    row = cast.raised()
    deputy = person(cast, "Zelda Deputy", cast.agencies[RESPONDING])
    post = Post.objects.filter(agency=cast.agencies[RESPONDING], key="line-manager").first()
    post = post or Post.objects.filter(agency=cast.agencies[RESPONDING]).exclude(receives=True).first()
    assert post is not None
    newcomer = person(cast, "Ada Newcomer", cast.agencies[RESPONDING])
    Holder.objects.create(post=post, person=deputy, deputy=True, from_on=FROM)
    browser, address = visiting(cast.other_lead), f"/escalations/{row.ref}/delegate"

    page = browser.get(address).content.decode()
    assert page.index("Zelda Deputy, Worker (stands in for you)") < page.index("Ada Newcomer")
    assert cast.raises.name not in page
    assert "family-services lead" not in page
    assert visiting(newcomer).get(f"/escalations/{row.ref}").status_code == 404

    after = sent(browser, address, person=str(newcomer.pk), in_place_of="", reason="I am away until Monday.")
    assert "They are in it now." in after.content.decode()
    assert visiting(newcomer).get(f"/escalations/{row.ref}").status_code == 200


def test_nobody_of_another_agency_can_be_handed_it(cast: Cast) -> None:
    row = cast.raised()
    refused = sent(
        visiting(cast.other_lead), f"/escalations/{row.ref}/delegate", person=str(cast.outside.pk), reason="Away."
    )
    assert "Select who takes it on" in read(refused)
    assert "joined" not in kinds(row)


def test_whoever_has_a_conflict_of_interest_says_so_and_sees_nothing_more(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.other_lead), f"/escalations/{row.ref}"
    unsure = sent(browser, f"{address}/conflict", reason="He is my nephew.")
    assert "Tick to confirm" in read(unsure)

    after = sent(browser, f"{address}/conflict", reason="He is my nephew.", sure="yes")

    assert "You see nothing more of it from now on." in after.content.decode()
    assert browser.get(address).status_code == 404
    assert row.ref not in browser.get("/my-work").content.decode()


def test_whoever_raised_it_reads_who_carries_it_on_before_they_step_out(cast: Cast) -> None:
    row = cast.raised()
    typed = {"reason": "He is my nephew.", "sure": "yes"}
    says = "Health stays in it. Whoever else answers there for what is raised with it carries it on for you."
    assert says in read(visiting(cast.raises).post(f"/escalations/{row.ref}/conflict", typed))
    assert "carries it on" not in read(visiting(cast.other_lead).post(f"/escalations/{row.ref}/conflict", typed))

    sent(visiting(cast.raises), f"/escalations/{row.ref}/conflict", **typed)

    after = read(visiting(cast.lead).get(f"/escalations/{row.ref}"))
    assert "What you cannot do here" in after
    assert "Withdraw it" in after.partition("What you cannot do here")[0]


def test_it_is_taken_to_another_authority_and_goes_on_here(cast: Cast) -> None:
    row = cast.raised()
    sent(visiting(cast.raises), f"/escalations/{row.ref}/refer", authority="Larkmere Council", reason="He lives there.")
    assert "referred-on" in kinds(row)
    assert history.fold(entries(row)).open

    shut = read(visiting(cast.other_lead).get(f"/escalations/{row.ref}")).partition("What you cannot do here")[2]
    assert "An agency that is being challenged cannot refer the escalation elsewhere." in shut


# --- the case --------------------------------------------------------------------------------------------------


def test_a_plan_that_starts_is_a_short_page_and_shows_what_follows(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/status"
    page = browser.get(address)
    assert "plan" in read(page).lower()
    option = re.search(r'name="fact_plan"[^>]*value="([^"]+)"', page.content.decode())
    assert option

    check = browser.post(address, {**filled(page), "fact_plan": option[1]})
    assert "What follows" in read(check)
    browser.post(address, filled(check))
    assert history.fold(entries(row)).facts["plan"] == {option[1]}

    same = browser.post(address, {**filled(browser.get(address)), "fact_plan": option[1]})
    assert "Nothing has changed." in read(same)


def test_a_form_of_the_policy_is_a_page_for_each_part_and_keeps_what_was_said(neighbours: Cast) -> None:
    row = neighbours.raised()
    browser, address = visiting(neighbours.raises), f"/escalations/{row.ref}/form?form=escalation-record"
    assert f'href="{address}"' in browser.get(f"/escalations/{row.ref}").content.decode()
    first = browser.get(address)
    assert "Escalation record, part 1 of 2" in read(first)
    assert first.content.decode().count("<textarea") + first.content.decode().count('type="text"') <= 10

    after = browser.post(address, {**filled(first), "answer_key-information": "Six missed visits."})
    assert after["Location"] == f"{address}&part=2"
    assert "Six missed visits." in browser.get(address).content.decode()
    assert "Nothing has changed." in read(browser.post(address, {"answer_key-information": "Six missed visits."}))


@pytest.mark.parametrize("query", ["", "?form=", "?form=nothing"])
def test_a_form_that_the_policy_does_not_have_is_not_found(cast: Cast, query: str) -> None:
    assert visiting(cast.raises).get(f"/escalations/{cast.raised().ref}/form{query}").status_code == 404


def test_withdrawing_is_an_act_of_its_own_and_no_choice_among_the_other_endings(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}"
    assert "Withdrawn" not in read(browser.get(f"{address}/close"))

    check = browser.post(f"{address}/withdraw", {"reason": "He was seen today."})
    assert "The escalation closes." in read(check)
    browser.post(f"{address}/withdraw", filled(check))
    assert history.fold(entries(row)).state == "withdrawn"


def test_the_same_line_is_tried_again_with_somebody_else(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-3", reason="No.", override=True)
    line, before = history.fold(entries(row)).line, len(kinds(row))
    browser = visiting(cast.raises)

    sent(browser, f"/escalations/{row.ref}/line?line={line}", whom="The deputy head of service", reason="On leave.")

    assert kinds(row)[before] == "line-entered"
    assert "The deputy head of service" in read(browser.get(f"/escalations/{row.ref}"))


# --- nothing is told without being shown first --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "slug", "typed"),
    [
        ("other_lead", "respond", {"outcome": "partly", "reasons": "Some of it."}),
        ("other_lead", "offer-time", when()),
        ("raises", "propose", {"outcome": "A visit."}),
        ("raises", "protect", {**when(name="due_at"), "reason": "He goes home at five."}),
        ("raises", "join", {"agency": "police", "side": "supporting", "reason": "They were there."}),
        ("raises", "escalate?to=stage-2", {"reason": "They keep it.", "override": "yes"}),
        ("raises", "withdraw", {"reason": "He was seen."}),
    ],
)
def test_every_act_that_tells_somebody_or_starts_a_clock_is_shown_first(
    cast: Cast, who: str, slug: str, typed: dict[str, str]
) -> None:
    row = cast.raised()
    before = kinds(row)
    browser, address = visiting(getattr(cast, who)), f"/escalations/{row.ref}/{slug}"

    check = browser.post(address, {**filled(browser.get(address)), **typed})

    assert "Check before you go on" in read(check)
    assert kinds(row) == before
    assert browser.post(address, filled(check)).status_code == 302
    assert len(kinds(row)) > len(before)


def test_an_act_that_is_not_always_checked_is_shown_first_where_a_policy_tells_somebody_of_it(cast: Cast) -> None:
    row = cast.raised()
    for slug, typed in {"discuss": {"summary": "We spoke."}, "no-reply": {"whom": "The duty worker"}}.items():
        browser, address = visiting(cast.raises), f"/escalations/{row.ref}/{slug}"
        before = kinds(row)
        answer = browser.post(address, {**filled(browser.get(address)), **typed})
        after = kinds(row)
        if answer.status_code == 302:  # done at once: so nobody was told, and no clock was started
            assert "notice-owed" not in after[len(before) :]
        else:
            assert after == before
