"""Who has been told: five facts kept apart on every page, what failed above everything, and a handover by voice."""

from datetime import timedelta

from tests.cast import MONDAY, RESPONDING, Cast
from tests.web.telling import REFUSED, SOON, challenge, failed, page, tried
from tests.web.visiting import read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Agency, Holder, Post
from wayforward.notices.models import Delivery, Notice

# --- the five facts -----------------------------------------------------------------------------------------


def test_a_message_that_is_owed_is_queued_and_nothing_more_is_claimed(cast: Cast) -> None:
    row = cast.raised()
    told = page(cast, row, below="/told").partition("the newest first")[2]
    assert "Queued, Monday 16 November 2026 at 10am" in told
    for claim in ("Handed over", "Delivered", "Acknowledged", "Acted", "Sent", "Read"):
        assert claim not in told


def test_handed_over_is_not_called_delivered_and_delivered_is_not_called_seen(cast: Cast) -> None:
    row = cast.raised()
    one = tried(challenge(row), handed_over_at=SOON)
    told = page(cast, row, below="/told").partition("the newest first")[2]
    assert "Handed over to the carrier, for the mailbox of" in told
    assert "Delivered" not in told

    Delivery.objects.filter(pk=one.pk).update(delivered_at=SOON + timedelta(minutes=1))
    told = page(cast, row, below="/told").partition("the newest first")[2]
    assert "Delivered to the mailbox of" in told
    assert "Acknowledged" not in told


def test_a_message_that_was_no_longer_true_is_shown_as_not_sent_and_why(cast: Cast) -> None:
    row = cast.raised()
    notice = challenge(row)
    Notice.objects.filter(pk=notice.pk).update(dropped_at=SOON, dropped_because="done")
    told = page(cast, row, below="/told")
    assert "Not sent, Monday 16 November 2026 at 10:02am . What it asked for was done meanwhile." in told
    assert "has not got through" not in told


def test_a_message_in_a_digest_is_shown_as_kept_for_it(cast: Cast) -> None:
    row = cast.raised()
    digest = Notice.objects.create(
        partnership=cast.partnership, key="digest 1", to="reader", person=cast.raises, about="", kind="digest",
        ours=True, owed_at=SOON,
    )  # fmt: skip
    Notice.objects.filter(pk=challenge(row).pk).update(digest=digest, ours=True)
    told = page(cast, row, below="/told")
    assert "Kept for one message with others" in told
    assert "Added by Wayforward, not in the policy." in told


def test_who_acts_after_being_told_is_named_as_having_acted(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, SOON, cmd.Respond, outcome="upheld", reasons="We looked again.")
    assert "Acted by family-services lead, Monday 16 November 2026 at 10:02am" in page(cast, row, below="/told")


def test_what_is_recorded_in_the_same_act_is_nobody_acting_on_the_message_that_it_causes(neighbours: Cast) -> None:
    row = neighbours.raised()
    neighbours.does(row, neighbours.raises, SOON, cmd.Escalate, to="stage-2", reason="It cannot wait.", override=True)
    own = Notice.objects.filter(escalation_id=row.pk, agency__key="health", person=None, owed_at=SOON)
    assert own.exists()
    told = page(neighbours, row, below="/told").partition("the newest first")[2]
    latest = told.partition("10am")[0]
    assert "10:02am" in latest
    assert "Acted by" not in latest


# --- what has not got through -------------------------------------------------------------------------------


def test_a_failure_stands_above_everything_for_whoever_raised_it_with_whom_to_ring(cast: Cast) -> None:
    row = cast.raised()
    failed(challenge(row))
    text = page(cast, row)
    before = text.partition("What to do now")[0]
    assert "has not got through" in before
    assert f"{REFUSED} That was on Monday 16 November 2026 at 10:02am." in before
    assert "Ring family-services lead now." in before
    assert "01632 960001" in before  # the directory's number for the post that receives what is raised


def test_the_other_side_is_not_shown_what_failed_above_its_own_page(cast: Cast) -> None:
    row = cast.raised()
    failed(challenge(row))
    assert "has not got through" not in page(cast, row, cast.other_lead).partition("What to do now")[0]
    assert "has not got through" in page(cast, row, cast.manager)


def test_with_no_number_anywhere_the_page_says_so_and_makes_none_up(cast: Cast) -> None:
    row = cast.raised()
    notice = challenge(row)
    Post.objects.filter(pk=notice.post_id).update(phone="", second_phone="")
    failed(notice)
    before = page(cast, row).partition("What to do now")[0]
    assert "Neither the policy nor the directory gives a number for them." in before


def test_the_number_that_an_agency_always_answers_comes_last(cast: Cast) -> None:
    row = cast.raised()
    notice = challenge(row)
    Agency.objects.filter(key=RESPONDING, partnership=cast.partnership).update(last_resort="01632 960999")
    failed(notice)
    assert "01632 960999" not in page(cast, row).partition("What to do now")[0]

    Post.objects.filter(pk=notice.post_id).update(phone="", second_phone="")
    assert "01632 960999" in page(cast, row).partition("What to do now")[0]


def test_an_empty_rung_says_that_nobody_holds_the_post_and_who_was_told_instead(cast: Cast) -> None:
    row = cast.raised()
    notice = challenge(row)
    Holder.objects.filter(post=notice.post).delete()
    other = Post.objects.filter(agency=notice.agency).exclude(pk=notice.post_id)[0]
    Delivery.objects.create(
        notice=notice, post=other, person=cast.other_lead, channel="email", address="x@example.org",
        message_id="<1@example.org>", queued_at=MONDAY, handed_over_at=SOON,
    )  # fmt: skip
    told = page(cast, row, below="/told")
    assert f"Nobody holds this post today: {notice.post}." in told
    assert "Told instead: family-services lead." in told


def test_once_somebody_acts_the_failure_is_over(cast: Cast) -> None:
    row = cast.raised()
    failed(challenge(row))
    cast.does(row, cast.other_lead, SOON, cmd.Respond, outcome="upheld", reasons="We looked again.")
    assert "has not got through" not in page(cast, row)


# --- acknowledged and then silent ---------------------------------------------------------------------------


def test_acknowledged_and_then_nothing_is_said_in_plain_words_until_something_comes(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, SOON, cmd.Acknowledge)
    seen = "Acknowledged by family-services lead, Family Services, on Monday 16 November 2026 at 10:02am"
    assert f"{seen}; nothing since." in page(cast, row)
    assert "nothing since" in read(visiting(cast.manager).get("/tracker/havering"))

    cast.does(row, cast.other_lead, SOON + timedelta(hours=1), cmd.Respond, outcome="upheld", reasons="We keep it.")
    assert "nothing since" not in page(cast, row)
    assert "nothing since" not in read(visiting(cast.manager).get("/tracker/havering"))


def test_the_tracker_never_takes_the_office_having_seen_its_own_message_for_the_challenged_side(cast: Cast) -> None:
    row = cast.raised()
    Notice.objects.create(
        partnership=cast.partnership, escalation_id=row.pk, key="told to the office", to="the partnership manager",
        agency=Agency.objects.get(partnership=cast.partnership, office=True), about="", kind="told", owed_at=MONDAY,
        acknowledged_at=SOON, acknowledged_by=cast.manager.pk, entry_seq=1, person=cast.manager,
    )  # fmt: skip
    assert "nothing since" not in read(visiting(cast.manager).get("/tracker/havering"))


# --- on paper, and the office's list -------------------------------------------------------------------------


def test_what_agencies_file_says_who_was_told_by_which_facts(cast: Cast) -> None:
    row = cast.raised()
    tried(challenge(row), handed_over_at=SOON, delivered_at=SOON)
    for below in ("/record", "/copy", "/copy.txt"):
        text = " ".join(visiting(cast.raises).get(f"/escalations/{row.ref}{below}").content.decode().split())
        assert "Queued, Monday 16 November 2026 at 10am" in text, below
        assert "Delivered to the mailbox of" in text, below


def test_the_office_has_a_list_of_what_could_not_be_sent_with_what_to_do(cast: Cast) -> None:
    row = cast.raised()
    failed(challenge(row))
    browser = visiting(cast.manager)
    assert "1 message could not be sent" in read(browser.get("/tracker/havering"))
    shown = read(browser.get("/tracker/havering/blocked"))
    assert row.ref in shown
    assert REFUSED in shown
    assert "Ring them, and correct the address in the directory." in shown


def test_a_policy_that_gives_no_address_is_named_as_the_reason(cast: Cast) -> None:
    row = cast.raised()
    why = "The policy gives no contact for the Independent Chair."
    notice = challenge(row)
    Notice.objects.filter(pk=notice.pk).update(blocked=why, post=None, agency=None)
    shown = read(visiting(cast.manager).get("/tracker/havering/blocked"))
    assert why in shown
    assert "Ask for an address in the next version of the policy." in shown


def test_the_offices_list_shows_nothing_of_what_one_of_them_may_not_see(cast: Cast) -> None:
    row = cast.raised()
    failed(challenge(row))
    row.conflicts.create(person=cast.manager, declared_at=MONDAY)
    shown = read(visiting(cast.manager).get("/tracker/havering/blocked"))
    assert row.ref not in shown
    assert "could not be sent" not in read(visiting(cast.manager).get("/tracker/havering"))
