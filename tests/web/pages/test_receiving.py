"""The receiving side, and what both sides say to each other: read, seen, offered, handed on, asked for and given."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import FROM, MONDAY, RESPONDING, Cast, person
from tests.web.visiting import filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Holder, Post
from wayforward.escalations import history
from wayforward.escalations.read import entries

STATED = {"agreed": "That he was alone on Friday.", "disputed": "That it was neglect.", "wanted": "A joint visit."}


def kinds(row: Any) -> list[str]:
    return [item.kind for item in entries(row)]


def sent(browser: Any, address: str, **typed: str) -> Any:
    """Type it, and go on past the page that shows who will be told; gives the page that follows."""
    form = filled(browser.get(address))
    answer = browser.post(address, {**form, **typed})
    if answer.status_code == 200 and 'name="confirm"' in answer.content.decode():
        answer = browser.post(address, filled(answer))
    return browser.get(answer["Location"]) if answer.status_code == 302 else answer


def when(days: int = 1, name: str = "talk_at", time: str = "14:00") -> dict[str, str]:
    day = MONDAY + timedelta(days=days)
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year),
            f"{name}-time": time}  # fmt: skip


def limit_of(page: Any) -> str:
    found = re.search(r"/(?:ask-time|extend)\?duty=([^\"]+)", page.content.decode())
    assert found
    return found[1]


# --- what is read first ----------------------------------------------------------------------------------------


def test_the_challenged_side_reads_what_is_agreed_before_what_is_asked_of_it(cast: Cast) -> None:
    row = cast.raised(answers={"decided": "The referral was closed.", "want": "A visit today."})
    cast.does(row, cast.raises, MONDAY, cmd.StatePosition, **STATED)

    words = read(visiting(cast.other_lead).get(f"/escalations/{row.ref}"))

    order = ["What is agreed", STATED["agreed"], "What they ask of you", "The referral was closed.", "I have seen this",
             "You are right: we change it"]  # fmt: skip
    assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)


def test_a_policy_that_speaks_of_tone_is_quoted_with_its_clause_and_good_faith_is_assumed_elsewhere(
    cast: Cast, neighbours: Cast
) -> None:
    here = visiting(cast.other_lead).get(f"/escalations/{cast.raised().ref}")
    assert "It was raised in good faith, to keep somebody safe." in read(here)

    there = visiting(neighbours.other_lead).get(f"/escalations/{neighbours.raised().ref}")
    assert "Be restorative and look for solutions." in read(there)
    assert 'href="/policies/barnsley#BY-29"' in there.content.decode()


def test_one_tap_on_the_page_says_that_it_was_seen_and_by_whom(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.other_lead)
    page = browser.get(f"/escalations/{row.ref}")
    assert f'action="/escalations/{row.ref}/acknowledge"' in page.content.decode()

    answer = browser.post(f"/escalations/{row.ref}/acknowledge", {"seen": str(len(kinds(row)))})

    assert answer["Location"] == f"/escalations/{row.ref}"
    assert kinds(row)[-1] == "acknowledged"
    after = browser.get(f"/escalations/{row.ref}")
    assert "Seen by family-services lead, Family Services, on Monday 16 November 2026" in read(after)
    assert f'action="/escalations/{row.ref}/acknowledge"' not in after.content.decode()
    assert "Seen by family-services lead" in read(visiting(cast.raises).get(f"/escalations/{row.ref}"))


def test_you_are_right_is_a_button_and_chosen_on_the_page_that_it_opens(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.other_lead), f"/escalations/{row.ref}/respond?outcome=changed"
    assert f'href="{address}"' in browser.get(f"/escalations/{row.ref}").content.decode()

    page = browser.get(address).content.decode()
    assert re.search(r'value="changed" checked', page)
    assert page.index("You are right: we change it") < page.index("We keep it, for these reasons")


# --- positions -------------------------------------------------------------------------------------------------


def test_both_positions_stand_side_by_side_part_by_part(cast: Cast) -> None:
    row = cast.raised(answers={"disagree": "Nobody saw him.", "want": "A visit.", "safe-now": "With his gran."})
    browser = visiting(cast.other_lead)
    after = sent(browser, f"/escalations/{row.ref}/state", **STATED)
    words = read(after).partition("Both positions")[2]

    assert "Your position is recorded." in after.content.decode()
    assert "What is disputed Health Nobody saw him. Family Services That it was neglect." in words
    assert "The outcome sought Health A visit. Family Services A joint visit." in words
    assert "What is agreed Health Not said yet. Family Services That he was alone on Friday." in words


def test_a_position_is_changed_rather_than_typed_again_and_the_latest_counts(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.StatePosition, **STATED)
    browser, address = visiting(cast.other_lead), f"/escalations/{row.ref}/state"
    assert STATED["wanted"] in browser.get(address).content.decode()

    words = read(sent(browser, address, **STATED | {"wanted": "A visit by both."})).rpartition("Both positions")[2]
    positions = words.partition("Ways on")[0]
    assert "A visit by both." in positions
    assert "A joint visit." not in positions


def test_an_empty_position_is_refused_in_a_sentence(cast: Cast) -> None:
    row = cast.raised()
    page = sent(visiting(cast.raises), f"/escalations/{row.ref}/state", agreed=" ")
    assert "Write down at least one thing" in read(page)


def test_the_policys_own_questions_are_part_of_the_position_of_whoever_raised_it(neighbours: Cast) -> None:
    row = neighbours.raised(answers={"concern-explained": "Nobody has seen her.", "evidence": "The school’s log."})
    words = read(visiting(neighbours.other_lead).get(f"/escalations/{row.ref}")).partition("Both positions")[2]
    assert "What is disputed Health What is the concern? Nobody has seen her." in words
    assert "The evidence Health" in words


# --- what keeps them safe ----------------------------------------------------------------------------------------


def test_urgent_action_stands_apart_from_the_stages_with_who_did_it_and_when(cast: Cast) -> None:
    row = cast.raised(answers={"safe-now": "He stays with his gran."})
    said = {"action": "Police saw him at home.", "by_whom": "The police"}
    sent(visiting(cast.raises), f"/escalations/{row.ref}/urgent", **said)

    words = read(visiting(cast.other_lead).get(f"/escalations/{row.ref}"))
    safe = words.partition("What keeps them safe meanwhile")[2].partition("Both positions")[0]
    assert "The police, Monday 16 November 2026 at 10am: Police saw him at home." in safe
    assert "Health: He stays with his gran." in safe
    assert history.fold(entries(row)).stage == "stage-1"


def test_where_nobody_said_what_keeps_them_safe_the_page_says_that(cast: Cast) -> None:
    words = read(visiting(cast.raises).get(f"/escalations/{cast.raised().ref}"))
    assert "Nobody has written down what keeps them safe until this is settled." in words


# --- a time to talk --------------------------------------------------------------------------------------------


def test_a_time_is_offered_and_the_other_side_is_asked_whether_it_suits(cast: Cast) -> None:
    row = cast.raised()
    address = f"/escalations/{row.ref}"
    check = visiting(cast.other_lead).post(f"{address}/offer-time", {**when(), "channel": "telephone"})
    assert "These are told: " in read(check)
    assert "after the limit" not in read(check)
    sent(visiting(cast.other_lead), f"{address}/offer-time", **when(), channel="telephone")

    theirs = visiting(cast.raises)
    assert "It waits for your answer." in read(theirs.get(address))
    assert "Family Services can talk on Tuesday 17 November 2026 at 2pm" in read(theirs.get(address))
    after = sent(theirs, f"{address}/answer-time", accept="yes")
    assert "Both sides agreed to this time." in read(after)


def test_a_time_after_the_limit_is_warned_of_and_can_be_offered_all_the_same(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.other_lead), f"/escalations/{row.ref}/offer-time"
    check = browser.post(address, {**filled(browser.get(address)), **when(days=60)})
    assert "This is after the limit, " in read(check)
    browser.post(address, filled(check))
    assert "time-offered" in kinds(row)


def test_a_family_at_the_meeting_is_thought_of_before_a_dispute_is_held_there(cast: Cast) -> None:
    row = cast.raised()
    check = visiting(cast.raises).post(f"/escalations/{row.ref}/offer-time", {**when(), "family_present": "yes"})
    assert "Ask yourself whether to take the disagreement outside the meeting" in read(check)


# --- more time -------------------------------------------------------------------------------------------------


def test_more_time_is_asked_for_and_moves_nothing_until_the_other_side_agrees(cast: Cast) -> None:
    row = cast.raised()
    address, theirs, mine = f"/escalations/{row.ref}", visiting(cast.raises), visiting(cast.other_lead)
    duty = limit_of(mine.get(address))
    before = history.fold(entries(row)).duties
    asked = {**when(days=20, name="until_at"), "reason": "The paediatrician is away until then."}
    sent(mine, f"{address}/ask-time?duty={duty}", **asked)

    assert history.fold(entries(row)).duties == before
    assert "Family Services asks for time until Sunday 6 December 2026 at 2pm" in read(theirs.get(address))
    assert "The date has not moved." in read(mine.get(address))

    unsaid = sent(theirs, f"{address}/give-time", agree="yes")
    assert "Enter who judges that it is safe" in read(unsaid)
    sent(theirs, f"{address}/give-time", agree="yes", judged_safe_by="Named nurse")
    assert "By Sunday 6 December 2026 at 2pm" in read(mine.get(address))


def test_those_who_ask_for_time_are_not_asked_whether_they_give_it(cast: Cast) -> None:
    row = cast.raised()
    mine, address = visiting(cast.other_lead), f"/escalations/{row.ref}"
    duty = limit_of(mine.get(address))
    sent(mine, f"{address}/ask-time?duty={duty}", **when(days=20, name="until_at"), reason="Away.")

    refused = sent(mine, f"{address}/give-time", agree="no")
    assert "Only the other side can answer this" in read(refused)
    assert f"{address}/give-time" not in mine.get(address).content.decode()


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
