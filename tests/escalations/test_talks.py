"""A talk is seen by the two who have it, is sealed, and tells nobody more than that there is something to read."""

import pytest

from tests.cast import FROM, MONDAY, RAISING, Cast, at, person
from wayforward.core import commands as cmd
from wayforward.directory.models import Holder, Post, Work
from wayforward.directory.seating import places
from wayforward.escalations import talks
from wayforward.escalations.models import Talk, Turn
from wayforward.escalations.sealing import SealBroken
from wayforward.notices.models import Notice

WORDS = "Is Robin Quillfeather safe at home?"


def lead_post(cast: Cast) -> Post:
    return Post.objects.get(agency=cast.agencies[RAISING], key="designated-safeguarding-lead")


def consulted(cast: Cast) -> Talk:
    return talks.consult(cast.raises, lead_post(cast), WORDS, MONDAY)


def test_only_the_asker_and_whoever_holds_the_asked_post_see_it(cast: Cast) -> None:
    talk = consulted(cast)

    seen_by = [who for who in cast.everybody if talks.find(who, talk.pk, MONDAY)]
    assert seen_by == [cast.raises, cast.lead]
    listed_for = [who for who in cast.everybody if talks.listed(who, places(who, MONDAY))]
    assert listed_for == [cast.raises, cast.lead]


def test_a_deputy_of_the_post_sees_it_and_a_colleague_does_not(cast: Cast) -> None:
    talk = consulted(cast)
    deputy, colleague = (person(cast, name, cast.agencies[RAISING]) for name in ("Deputy", "Colleague"))
    Holder.objects.create(post=lead_post(cast), person=deputy, deputy=True, from_on=FROM)

    assert talks.find(deputy, talk.pk, MONDAY) is not None
    assert talks.find(colleague, talk.pk, MONDAY) is None


def test_whoever_has_left_the_post_or_the_agency_sees_it_no_longer(cast: Cast) -> None:
    talk, later = consulted(cast), at("2026-12-01")
    Holder.objects.filter(post=lead_post(cast)).update(until_on=at("2026-11-20").date())
    Work.objects.filter(person__in=[cast.raises, cast.lead]).update(until_on=at("2026-11-20").date())

    assert talks.find(cast.lead, talk.pk, later) is None
    assert talks.find(cast.raises, talk.pk, later) is None


def test_beside_an_escalation_a_conflict_of_interest_shuts_it_at_once(cast: Cast) -> None:
    row = cast.raised()
    beside = talks.consult(cast.raises, lead_post(cast), WORDS, MONDAY, escalation=row)
    apart = consulted(cast)
    cast.does(row, cast.manager, MONDAY, cmd.DeclareConflict, person=str(cast.lead.pk), reason="A relative.")

    assert talks.find(cast.lead, beside.pk, MONDAY) is None
    assert [one.talk for one in talks.listed(cast.lead, places(cast.lead, MONDAY))] == [apart]
    assert talks.find(cast.raises, beside.pk, MONDAY) == beside


def test_nobody_consults_a_lead_of_another_agency(cast: Cast) -> None:
    theirs = Post.objects.filter(agency=cast.agencies["family-services"]).first()
    assert theirs is not None
    with pytest.raises(ValueError, match="another agency"):
        talks.consult(cast.raises, theirs, WORDS, MONDAY)
    assert Talk.objects.count() == 0


def test_each_turn_is_read_in_its_place_by_both(cast: Cast) -> None:
    talk = consulted(cast)
    talks.say(talk, cast.lead, "Ask the health visitor first.", at("2026-11-16 11:00"))
    talks.say(talk, cast.raises, "I have. She agrees.", at("2026-11-16 12:00"))

    said = talks.read(talk, cast.lead)
    assert [(s.words, s.mine) for s in said] == [
        (WORDS, False), ("Ask the health visitor first.", True), ("I have. She agrees.", False),
    ]  # fmt: skip


def test_what_is_said_is_sealed_and_opens_at_no_other_place(cast: Cast) -> None:
    talk = consulted(cast)
    talks.say(talk, cast.lead, "Ask the health visitor first.", MONDAY)
    first, second = Turn.objects.filter(talk=talk).order_by("id")
    assert b"Quillfeather" not in bytes(first.sealed)

    Turn.objects.filter(pk=first.pk).update(sealed=bytes(second.sealed))
    with pytest.raises(SealBroken):
        talks.read(talk, cast.raises)


def test_a_notice_says_that_there_is_something_to_read_and_never_what(cast: Cast) -> None:
    talk = consulted(cast)
    talks.say(talk, cast.lead, "Ask the health visitor first.", MONDAY)

    owed = Notice.objects.filter(talk_id=talk.pk).order_by("pk")
    assert [(n.post, n.person) for n in owed] == [(lead_post(cast), None), (None, cast.raises)]
    assert all("Robin" not in n.about and n.escalation_id is None for n in owed)
    assert owed[0].acknowledged_by == cast.lead.pk
    assert owed[1].acknowledged_at is None


def test_it_waits_for_whoever_did_not_write_last_until_the_asker_has_what_they_need(cast: Cast) -> None:
    def waits(who: object) -> bool:
        return talks.listed(who, places(who, MONDAY))[0].waits  # type: ignore[arg-type]  # one of the cast

    talk = consulted(cast)
    assert (waits(cast.raises), waits(cast.lead)) == (False, True)
    talks.say(talk, cast.lead, "Ring them.", MONDAY)
    assert (waits(cast.raises), waits(cast.lead)) == (True, False)
    talks.stands(talk, talks.DONE, MONDAY)
    assert (waits(cast.raises), waits(cast.lead)) == (False, False)


def test_sent_twice_it_is_asked_once_and_somebody_elses_key_opens_nothing(cast: Cast) -> None:
    talk = consulted(cast)
    again = talks.consult(cast.raises, lead_post(cast), WORDS, MONDAY, key=talk.pk)
    other = talks.note(
        cast.lead, cast.agencies[RAISING], cast.agencies["police"], "A line", "settled", MONDAY, key=talk.pk
    )

    assert again.pk == talk.pk
    assert other.pk != talk.pk
    assert Turn.objects.filter(talk=talk).count() == 1
    assert Notice.objects.count() == 1


def test_a_challenge_that_was_noted_is_its_writers_alone(cast: Cast) -> None:
    talk = talks.note(cast.raises, cast.agencies[RAISING], cast.agencies["police"], WORDS, "waiting", MONDAY)

    assert [who for who in cast.everybody if talks.find(who, talk.pk, MONDAY)] == [cast.raises]
    assert Notice.objects.count() == 0


def test_everybody_else_learns_how_many_of_each_there_were(cast: Cast) -> None:
    consulted(cast)
    talks.note(cast.raises, cast.agencies[RAISING], cast.agencies["police"], WORDS, "settled", MONDAY)

    assert talks.totals(cast.partnership, MONDAY, at("2026-12-01")) == {"consult": 1, "informal": 1}
    assert talks.totals(cast.partnership, at("2026-12-01"), at("2027-01-01")) == {}


def test_beside_an_escalation_it_is_seen_on_ones_own_side_only(cast: Cast) -> None:
    row = cast.raised()
    talk = talks.consult(cast.raises, lead_post(cast), WORDS, MONDAY, escalation=row)

    assert talks.along(row, cast.lead, MONDAY) == [talk]
    for who in (cast.responds, cast.other_lead, cast.manager, cast.chair):
        assert talks.along(row, who, MONDAY) == []


def test_a_turn_that_is_sent_twice_is_said_once(cast: Cast) -> None:
    talk = consulted(cast)
    for _ in range(2):
        talks.say(talk, cast.lead, "Ring them.", MONDAY)
    assert Turn.objects.filter(talk=talk).count() == 2
    assert Notice.objects.filter(person=cast.raises).count() == 1
