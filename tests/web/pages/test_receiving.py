"""The receiving side, and what both sides say to each other: read, seen, offered, asked for and given."""

import re
from datetime import timedelta
from typing import Any

from tests.cast import MONDAY, Cast
from tests.web.visiting import filled, kinds, read, sent, visiting
from wayforward.core import commands as cmd
from wayforward.escalations import history
from wayforward.escalations.read import entries

STATED = {"agreed": "That he was alone on Friday.", "disputed": "That it was neglect.", "wanted": "A joint visit."}


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


def test_the_challenged_side_is_shown_whom_to_ring_on_the_other_side_first(neighbours: Cast) -> None:
    words = read(visiting(neighbours.other_lead).get(f"/escalations/{neighbours.raised().ref}"))
    ring = words[words.index("Who to ring now") : words.index("Both positions", words.index("Who to ring now"))]

    assert ring.index("Ring the team manager (supervisor)") < ring.index("Ring the other practitioner")


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
    assert "Acknowledged by family-services lead, Family Services, on Monday 16 November 2026" in read(after)
    assert f'action="/escalations/{row.ref}/acknowledge"' not in after.content.decode()
    assert "Acknowledged by family-services lead" in read(visiting(cast.raises).get(f"/escalations/{row.ref}"))


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
