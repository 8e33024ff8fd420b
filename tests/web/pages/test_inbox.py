"""Messages: what is addressed to me and my posts, by need to know, and seen only when I say so."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, RESPONDING, Cast, person
from tests.web.visiting import clock_at, kinds, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Holder, Person, Post
from wayforward.directory.seating import places
from wayforward.escalations import talks, telling
from wayforward.escalations.models import Entry, Escalation, Grant
from wayforward.notices import preferences
from wayforward.notices.models import Notice

LATER = MONDAY + timedelta(hours=1)


def messages(who: Person) -> str:
    return read(visiting(who).get("/messages"))


def mine(who: Person, row: Escalation) -> list[Notice]:
    """What waits for somebody about one escalation."""
    found = telling.waiting(who, places(who, MONDAY), MONDAY, most=50)
    return [one.notice for one in found if one.row == row]


# --- what is in it --------------------------------------------------------------------------------------------


def test_a_challenge_is_in_the_inbox_of_whoever_answers_for_the_post_and_in_nobody_elses(cast: Cast) -> None:
    row = cast.raised()
    assert row.ref in messages(cast.other_lead)
    assert "It has come to Stage One: Discuss with the other worker." in messages(cast.other_lead)
    for who in (cast.responds, cast.outside):
        assert row.ref not in messages(who)


def test_a_message_to_a_post_goes_over_to_whoever_holds_it_next(cast: Cast) -> None:
    row = cast.raised()
    next_one = person(cast, "Next lead", cast.agencies[RESPONDING])
    for held in Holder.objects.filter(person=cast.other_lead):
        Holder.objects.create(post=held.post, person=next_one, from_on=held.from_on)
    Holder.objects.filter(person=cast.other_lead).delete()
    assert row.ref in messages(next_one)
    assert row.ref not in messages(cast.other_lead)


def test_what_waits_stands_before_what_was_seen_and_the_newest_first(cast: Cast) -> None:
    first, second = cast.raised(), cast.raised(LATER)
    third = cast.raised(LATER + timedelta(hours=1))
    browser = visiting(cast.other_lead)
    with clock_at(LATER + timedelta(hours=2)):
        browser.post("/messages", {"all": third.ref})
        shown = read(browser.get("/messages"))
    waiting, seen = shown.split("Earlier messages")
    assert waiting.index(second.ref) < waiting.index(first.ref)
    assert third.ref not in waiting.partition("Say that you have seen these")[2]
    assert third.ref in seen
    assert "Seen by family-services lead." in seen


def test_a_page_ends_at_25_and_the_next_goes_on_where_it_ended(cast: Cast) -> None:
    row = cast.raised()
    post = Notice.objects.filter(escalation_id=row.pk, post__isnull=False)[0].post
    Notice.objects.bulk_create(
        Notice(
            partnership=cast.partnership, escalation_id=row.pk, entry_seq=1, key=f"more {n}", to="door", post=post,
            agency=cast.agencies[RESPONDING], about="stage-1", kind="stage", owed_at=MONDAY + timedelta(minutes=n // 2),
        )
        for n in range(60)
    )  # fmt: skip
    person_, where = cast.other_lead, places(cast.other_lead, MONDAY)
    found, after = [], None
    while page := telling.inbox(person_, where, LATER, after):
        found += [one.notice.pk for one in page]
        after = telling.position(page[-1])
    assert len(found) == len(set(found)) == Notice.objects.filter(post=post).count()
    address = visiting(person_).get("/messages").content.decode().partition('href="?after=')[2].partition('"')[0]
    assert "Back to the newest" in read(visiting(person_).get(f"/messages?after={address}"))


@pytest.mark.parametrize(
    "after",
    [
        *("x", "0,2026-11-16,1", "0,0001-01-01T00:00:00+23:59,1", "5,2026-11-16T10:00+00:00,1"),
        *("0,2026-11-18T09:00:00+23:59,9999999", "0,2199-12-31T23:59:59-23:59,1"),
    ],
)
def test_a_place_in_the_list_that_is_none_is_its_beginning(cast: Cast, after: str) -> None:
    row = cast.raised()
    assert row.ref in read(visiting(cast.other_lead).get("/messages", {"after": after}))


def test_it_costs_the_same_however_many_there_are(cast: Cast) -> None:
    cast.raised()
    cast.raised()
    browser = visiting(cast.other_lead)
    browser.get("/messages")
    with CaptureQueriesContext(connection) as few:
        browser.get("/messages")
    for _ in range(5):
        cast.raised()
    with CaptureQueriesContext(connection) as many:
        browser.get("/messages")
    assert len(many) == len(few)


def test_whoever_is_told_of_what_another_owes_reads_that_they_are_told_and_not_that_they_owe_it(cast: Cast) -> None:
    row = cast.raised()
    duty = next(d for d in cast.policy.duties if d.says)
    Notice.objects.filter(escalation_id=row.pk).update(kind="notify", about=f"{duty.id}#1")
    assert f"You are told because the policy asks: “{duty.says}”" in messages(cast.other_lead)
    told = read(visiting(cast.raises).get(f"/escalations/{row.ref}/told"))
    assert f"They are told because the policy asks: “{duty.says}”" in told


# --- need to know ---------------------------------------------------------------------------------------------


def test_of_an_escalation_that_somebody_may_no_longer_see_there_is_nothing(cast: Cast) -> None:
    row = cast.raised()
    row.conflicts.create(person=cast.other_lead, declared_at=MONDAY)
    assert row.ref not in messages(cast.other_lead)
    assert "No message waits for you." in messages(cast.other_lead)


def test_a_message_without_a_reason_to_know_shows_nothing(cast: Cast) -> None:
    row = cast.raised()
    Grant.objects.filter(escalation=row).delete()
    assert row.ref not in messages(cast.other_lead)


def test_anothers_message_cannot_be_acknowledged_and_gives_the_answer_of_none(cast: Cast) -> None:
    row = cast.raised()
    theirs = mine(cast.other_lead, row)[0]
    browser = visiting(cast.outside)
    before = Entry.objects.count()
    for typed in (
        {"message": str(theirs.pk)},
        {"message": "999999"},
        {"message": "x"},
        {"all": row.ref},
        {"all": "\0"},
        {},
    ):
        assert browser.post("/messages", typed).status_code == 404
    assert Entry.objects.count() == before
    assert Notice.objects.get(pk=theirs.pk).acknowledged_at is None


# --- saying that it has been seen -------------------------------------------------------------------------------


def test_one_press_says_by_name_that_one_message_has_been_seen(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Chase, agency=RESPONDING, words="Where do you stand?")
    one, *others = mine(cast.other_lead, row)
    assert others
    browser = visiting(cast.other_lead)
    with clock_at(LATER):
        answer = browser.post("/messages", {"message": str(one.pk)})
        assert answer["Location"] == "/messages"
        assert "It is recorded, with your name" in read(browser.get("/messages"))
    seen = Notice.objects.get(pk=one.pk)
    assert (seen.acknowledged_at, seen.acknowledged_by) == (LATER, cast.other_lead.pk)
    assert kinds(row)[-1] == "acknowledged"
    assert not Notice.objects.filter(pk__in=[n.pk for n in others], acknowledged_at__isnull=False).exists()


def test_every_button_is_proof_against_a_form_from_elsewhere(cast: Cast) -> None:
    cast.does(cast.raised(), cast.raises, MONDAY, cmd.Chase, agency=RESPONDING, words="Where do you stand?")
    shown = visiting(cast.other_lead).get("/messages").content.decode().partition('id="main"')[2]
    forms = re.findall(r'<form method="post".*?</form>', shown, re.S)
    assert len(forms) > 2
    assert all('name="csrfmiddlewaretoken" value="' in form for form in forms)


def test_one_press_says_it_of_everything_about_one_escalation(cast: Cast) -> None:
    row, other = cast.raised(), cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Chase, agency=RESPONDING, words="Where do you stand?")
    assert len(mine(cast.other_lead, row)) > 1
    visiting(cast.other_lead).post("/messages", {"all": row.ref})
    assert not mine(cast.other_lead, row)
    assert mine(cast.other_lead, other)


def test_a_form_that_is_sent_twice_records_once_and_whoever_nothing_waits_for_records_nothing(cast: Cast) -> None:
    row = cast.raised()
    one, browser = mine(cast.other_lead, row)[0], visiting(cast.other_lead)
    for typed in ({"message": str(one.pk)}, {"message": str(one.pk)}, {"all": row.ref}):
        answer = browser.post("/messages", typed)
    assert "said already that this has been seen" in read(answer)
    assert "said already that this has been seen" in read(visiting(cast.raises).post("/messages", {"all": row.ref}))
    assert kinds(row).count("acknowledged") == 1


def test_opening_the_page_or_the_escalation_says_nothing(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.other_lead)
    for address in ("/messages", "/my-work", f"/escalations/{row.ref}"):
        browser.get(address)
    assert mine(cast.other_lead, row)


def test_a_message_of_a_talk_is_seen_by_name_too(cast: Cast) -> None:
    lead = Post.objects.filter(agency=cast.agencies["health"], holders__person=cast.lead).order_by("key")[0]
    talk = talks.consult(cast.raises, lead, "May I?", MONDAY)
    talks.say(talk, cast.lead, "Yes.", MONDAY)
    one = Notice.objects.get(talk_id=talk.pk, person=cast.raises)
    assert "Your question has an answer." in messages(cast.raises)
    visiting(cast.raises).post("/messages", {"message": str(one.pk)})
    assert Notice.objects.get(pk=one.pk).acknowledged_by == cast.raises.pk


# --- dropped, gathered and ended ----------------------------------------------------------------------------------


def test_what_was_not_sent_and_what_went_in_a_digest_are_shown_as_such_and_wait_for_nobody(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Chase, agency=RESPONDING, words="Where do you stand?")
    dropped, gathered, *_ = mine(cast.other_lead, row)
    digest = Notice.objects.create(
        partnership=cast.partnership, key="digest", to="reader", person=cast.other_lead, about="", kind="digest",
        ours=True, owed_at=LATER,
    )  # fmt: skip
    Notice.objects.filter(pk=dropped.pk).update(dropped_at=MONDAY, dropped_because="done")
    Notice.objects.filter(pk=gathered.pk).update(digest=digest)
    shown = messages(cast.other_lead)
    assert "Not sent to you as a message, because it was no longer so" in shown
    assert "Sent to you together with others, as you have chosen" in shown
    assert "Reminders of this morning, in one message" in shown
    assert row not in [one.row for one in telling.waiting(cast.other_lead, places(cast.other_lead, MONDAY), MONDAY, 9)]


def test_what_has_ended_no_longer_waits(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="The letter had come.")
    assert not [one for one in mine(cast.other_lead, row) if one.kind == "stage"]
    assert "nobody said that they had seen this" in messages(cast.other_lead)


def test_my_work_shows_first_what_waits_to_be_seen(cast: Cast) -> None:
    row = cast.raised()
    shown = read(visiting(cast.other_lead).get("/my-work"))
    assert row.ref in shown.partition("Say that you have seen these")[2].partition("For you to do")[0]
    assert "Say that you have seen these" not in read(visiting(cast.outside).get("/my-work"))


# --- reminders ------------------------------------------------------------------------------------------------------


def test_somebody_chooses_one_message_a_morning_for_our_reminders_and_back(cast: Cast) -> None:
    browser = visiting(cast.raises)
    assert "Nobody can turn these off" in read(browser.get("/preferences"))
    browser.post("/preferences", {"digest": "yes"})
    assert preferences.wants_digest(cast.raises)
    assert not preferences.wants_digest(cast.lead)
    browser.post("/preferences", {"digest": "no"})
    assert not preferences.wants_digest(cast.raises)
    assert "Select how you want them" in read(browser.post("/preferences", {"digest": ""}))
