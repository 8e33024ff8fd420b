"""Who is let in, who is shut out, and who answers in place of somebody who is."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import DOOR, FROM, MONDAY, OUTSIDE, RAISING, RESPONDING, Cast, person
from wayforward.core import commands as cmd
from wayforward.core.people import OFFICE
from wayforward.core.verdict import Refused
from wayforward.directory.models import Holder, Person, Post
from wayforward.escalations import drafts, read, record
from wayforward.escalations.models import Conflict, Escalation, Grant
from wayforward.escalations.rebuild import mended
from wayforward.notices.models import Notice

LATER = MONDAY + timedelta(hours=1)


def declares(cast: Cast, row: Escalation, by: Person, who: Person) -> None:
    cast.does(row, by, MONDAY, cmd.DeclareConflict, person=str(who.pk), reason="My sister works on it.")


def told(row: Escalation, kind: str) -> Notice:
    return Notice.objects.filter(escalation_id=row.pk, kind=kind).latest("entry_seq", "id")


# --- conflicts of interest ---------------------------------------------------------------------------------------


def test_whoever_declares_a_conflict_of_interest_no_longer_finds_it_and_can_do_nothing(cast: Cast) -> None:
    row = cast.raised()
    declares(cast, row, cast.other_lead, cast.other_lead)
    assert not read.may(cast.other_lead, row, LATER).allowed
    assert read.visible(read.viewer(cast.other_lead, LATER)) == []
    assert read.open_escalation(row.ref, cast.other_lead, LATER, "page") is None
    refused = cast.asks(row, cast.other_lead, LATER, cmd.Respond, outcome="upheld", reasons="r")
    assert isinstance(refused, Refused)
    assert "conflict of interest" in refused.says


def test_the_reason_is_sealed_and_who_it_is_is_named_to_the_others(cast: Cast) -> None:
    row = cast.raised()
    declares(cast, row, cast.manager, cast.other_lead)
    opened = read.open_escalation(row.ref, cast.raises, LATER, "page")
    assert opened is not None
    assert opened.people[str(cast.other_lead.pk)] == cast.other_lead.name
    assert b"sister" not in b"".join(bytes(e.plain) + bytes(e.sealed) for e in row.entries.all())


def test_the_office_is_told_that_somebody_declared_it(cast: Cast) -> None:
    row = cast.raised()
    declares(cast, row, cast.other_lead, cast.other_lead)
    notice = told(row, "conflict")
    assert notice.post is not None
    assert (notice.post.agency.office, notice.post.key) == (True, DOOR)
    assert Grant.objects.filter(escalation=row, post=notice.post).exists()


def test_what_would_go_to_the_worker_who_raised_it_goes_to_their_front_door(cast: Cast) -> None:
    row = cast.raised()
    declares(cast, row, cast.raises, cast.raises)
    cast.does(row, cast.manager, LATER, cmd.Close, ending="no-further-route", reason="r", override=True)
    notice = Notice.objects.filter(escalation_id=row.pk, to="raiser").latest("entry_seq")
    assert notice.person is None
    assert notice.post is not None
    assert (notice.post.agency.key, notice.post.key) == (RAISING, DOOR)


def test_what_would_go_to_a_post_whose_only_holder_has_a_conflict_goes_to_the_front_door(cast: Cast) -> None:
    row = cast.raised()
    door = Post.objects.get(agency=cast.agencies[RESPONDING], key=DOOR)
    free = person(cast, "At the door", cast.agencies[RESPONDING])
    Holder.objects.create(post=door, person=free, from_on=FROM)
    declares(cast, row, cast.other_lead, cast.other_lead)
    before = set(Notice.objects.filter(escalation_id=row.pk).values_list("pk", flat=True))
    cast.does(row, cast.raises, LATER, cmd.Escalate, to="stage-2", reason="r", override=True)
    sent = Notice.objects.filter(escalation_id=row.pk, agency=cast.agencies[RESPONDING]).exclude(pk__in=before)
    assert sent.exists()
    assert {notice.post.key for notice in sent if notice.post} == {DOOR}
    assert read.may(free, row, LATER).allowed


def test_where_nobody_is_free_nothing_is_sent_and_a_sentence_says_why(cast: Cast) -> None:
    row = cast.raised()
    declares(cast, row, cast.other_lead, cast.other_lead)
    cast.does(row, cast.raises, LATER, cmd.Chase, agency=RESPONDING)
    notice = told(row, "chase")
    assert (notice.post, notice.person) == (None, None)
    assert "has a conflict of interest" in notice.blocked


def test_a_deputy_without_a_conflict_is_enough_for_a_post_to_be_told(cast: Cast) -> None:
    row = cast.raised()
    door = Post.objects.get(agency=cast.agencies[RESPONDING], key=DOOR)
    free = person(cast, "A deputy", cast.agencies[RESPONDING])
    Holder.objects.create(post=door, person=free, from_on=FROM, deputy=True)
    declares(cast, row, cast.other_lead, cast.other_lead)
    cast.does(row, cast.raises, LATER, cmd.Chase, agency=RESPONDING)
    assert told(row, "chase").post == door


def test_rebuilding_brings_a_lost_conflict_back_and_never_takes_one_away(cast: Cast) -> None:
    row = cast.raised()
    declares(cast, row, cast.other_lead, cast.other_lead)
    assert mended(row) == ()
    Conflict.objects.all().delete()
    assert mended(row) == ("conflicts",)
    assert not read.may(cast.other_lead, row, LATER).allowed
    Conflict.objects.create(escalation=row, person=cast.lead, declared_at=MONDAY)
    assert mended(row) == ()
    assert not read.may(cast.lead, row, LATER).allowed


@pytest.mark.parametrize("key", ["not a key", str(uuid4())], ids=["no key", "nobody's key"])
def test_a_conflict_is_declared_for_somebody_of_this_partnership(cast: Cast, neighbours: Cast, key: str) -> None:
    row = cast.raised()
    for who in (key, str(neighbours.raises.pk)):
        outcome = cast.asks(row, cast.manager, MONDAY, cmd.DeclareConflict, person=who, reason="r")
        assert isinstance(outcome, Refused)
    assert not Conflict.objects.exists()


# --- colleagues --------------------------------------------------------------------------------------------------


def test_a_colleague_who_is_brought_in_sees_it_is_told_and_acts(cast: Cast) -> None:
    row = cast.raised()
    colleague = str(cast.responds.pk)
    cast.does(row, cast.other_lead, MONDAY, cmd.Join, agency=RESPONDING, side="responding", person=colleague)
    notice = told(row, "joined")
    assert (notice.person, notice.post) == (cast.responds, None)
    assert read.may(cast.responds, row, LATER).allowed
    assert read.visible(read.viewer(cast.responds, LATER)) == [row]
    cast.does(row, cast.responds, LATER, cmd.Respond, outcome="upheld", reasons="We looked again.")


def test_whom_a_stage_calls_lends_the_post_and_the_colleague_acts_in_it(cast: Cast) -> None:
    row = cast.raised()
    decides = next(s for s in cast.policy.stages if s.panel is not None)
    cast.does(row, cast.manager, MONDAY, cmd.Escalate, to=decides.id, reason="r", override=True)
    post = decides.panel.convened_by if decides.panel else ""
    deputy = person(cast, "A deputy chair", cast.agencies[OFFICE])
    elsewhere = str(cast.outside.pk)
    lend = {"agency": OFFICE, "side": "supporting", "in_place_of": post}
    assert isinstance(cast.asks(row, cast.chair, MONDAY, cmd.Join, **lend, person=elsewhere), Refused)
    cast.does(row, cast.chair, MONDAY, cmd.Join, **lend, person=str(deputy.pk))
    assert read.may(deputy, row, LATER).allowed
    assert post in cast.actor(deputy, row).posts
    assert post not in cast.actor(person(cast, "A clerk", cast.agencies[OFFICE]), row).posts


def test_a_post_is_lent_for_one_escalation_and_as_long_as_they_work_there(cast: Cast) -> None:
    row, other = cast.raised(), cast.raised()
    post = next(p.key for p in Post.objects.filter(agency=cast.agencies[RAISING]).order_by("key") if not p.receives)
    lend = {"agency": RAISING, "side": "raising", "person": str(cast.raises.pk), "in_place_of": post}
    cast.does(row, cast.lead, MONDAY, cmd.Join, **lend)
    assert post in cast.actor(cast.raises, row).posts
    assert post not in cast.actor(cast.raises, other).posts
    cast.raises.work.update(until_on=MONDAY.date())
    assert post not in cast.actor(cast.raises, row, MONDAY + timedelta(days=1)).posts


def test_an_agency_that_is_asked_to_support_is_let_in_at_its_front_door(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Join, agency=OUTSIDE, side="supporting")
    notice = told(row, "joined")
    assert notice.post is not None
    assert (notice.post.agency.key, notice.post.key) == (OUTSIDE, DOOR)
    assert read.may(cast.leads[OUTSIDE], row, LATER).allowed
    assert cast.actor(cast.leads[OUTSIDE], row).agency == OUTSIDE


# --- raised for somebody who telephoned --------------------------------------------------------------------------


def test_what_the_office_types_in_is_the_workers_and_names_who_typed_it(cast: Cast) -> None:
    office = cmd.Actor(person=str(cast.manager.pk), agency=OFFICE, office=True)
    row = cast.raised(by=office, for_person=str(cast.raises.pk))
    assert row.raiser == cast.raises
    assert read.entries(row)[0].by == str(cast.manager.pk)
    assert read.may(cast.raises, row, LATER).allowed
    assert told(row, "raised").person == cast.raises


def test_it_is_typed_in_for_somebody_who_works_at_the_agency_that_raises_it(cast: Cast) -> None:
    office = cmd.Actor(person=str(cast.manager.pk), agency=OFFICE, office=True)
    for who in (cast.outside, cast.manager):
        outcome = record.begin(cast.adoption, cast.a_raise(by=office, for_person=str(who.pk)), MONDAY)
        assert isinstance(outcome, Refused), who.name
    assert not Escalation.objects.exists()


def test_a_form_that_the_office_sends_twice_finds_what_it_raised_the_first_time(cast: Cast) -> None:
    office = cmd.Actor(person=str(cast.manager.pk), agency=OFFICE, office=True)
    draft = drafts.start(cast.manager, cast.partnership, "raise", MONDAY)
    command = cast.a_raise(by=office, for_person=str(cast.raises.pk))
    outcome = record.begin(cast.adoption, command, MONDAY, draft)
    assert isinstance(outcome, record.Accepted)
    assert read.raised_from(draft.pk, cast.manager) == outcome.escalation.ref
    assert read.raised_from(draft.pk, cast.raises) is None
    assert read.raised_from(uuid4(), cast.manager) is None
