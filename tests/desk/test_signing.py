"""Signing: only an agency's own officer, over exactly the text that was sent, once; and who is asked at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.cast import MONDAY, RAISING, Cast
from tests.desk import papers
from wayforward.core.verdict import Refused
from wayforward.desk import drafts, officers, signing
from wayforward.desk.models import Decision, Officer, Signature, State, Version
from wayforward.directory.models import Agency, Work
from wayforward.policies.sources import POLICY


def says(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.says


def chair(cast: Cast, key: str, when: Any = MONDAY) -> officers.Chair:
    return next(c for c in officers.chairs(cast.partnership, when) if c.agency.key == key)


def test_a_version_is_signed_by_all_once_the_last_officer_has_signed(cast: Cast) -> None:
    people = papers.named(cast)
    version = papers.sent(cast)
    for number, (agency, person) in enumerate(people.items(), start=1):
        assert Version.objects.get(pk=version.pk).state == State.CHECKED
        assert len(signing.left(version, MONDAY)) == len(people) - number + 1
        signing.sign(version, agency, person, MONDAY, version.digest)
    assert Version.objects.get(pk=version.pk).state == State.SIGNED
    assert signing.left(version, MONDAY) == ()


def test_only_the_officer_of_an_agency_signs_for_it(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    agency = cast.agencies[RAISING]
    for who in (cast.raises, cast.manager, cast.other_lead, cast.chair):
        assert "not the named officer" in says(signing.sign(version, agency, who, MONDAY, version.digest))
    assert not Signature.objects.exists()


def test_an_officer_of_a_neighbour_signs_nothing_here(cast: Cast, neighbours: Cast) -> None:
    papers.named(cast)
    theirs = papers.named(neighbours)
    version = papers.sent(cast)
    for agency, person in theirs.items():
        assert says(signing.sign(version, agency, person, MONDAY, version.digest))


def test_an_officer_who_left_signs_no_more_and_the_desk_says_who_mends_it(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    Work.objects.filter(person=cast.lead).update(until_on=date(2026, 11, 15))
    assert says(signing.sign(version, cast.agencies[RAISING], cast.lead, MONDAY, version.digest))
    missing = chair(cast, RAISING).missing
    assert "no longer works" in missing
    assert "The partnership’s office names somebody else." in missing


def test_an_officer_whose_account_is_closed_signs_no_more(cast: Cast) -> None:
    papers.named(cast)
    cast.lead.is_active = False
    cast.lead.save()
    assert officers.signs_for(cast.lead, MONDAY) == []
    assert chair(cast, RAISING).missing


def test_an_agency_without_an_officer_is_said_plainly_with_who_names_one(cast: Cast) -> None:
    assert chair(cast, RAISING).missing == "Health has no named officer. The partnership’s office names one."


def test_a_draft_is_not_signed_nor_one_that_was_given_up(cast: Cast) -> None:
    papers.named(cast)
    version = papers.begun(cast)
    assert says(signing.sign(version, cast.agencies[RAISING], cast.lead, MONDAY, version.digest)) == signing.NOT_SENT


def test_a_text_that_was_not_the_one_on_screen_is_not_signed(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    assert "not the one" in says(signing.sign(version, cast.agencies[RAISING], cast.lead, MONDAY, "0" * 64))


def test_an_agency_signs_once(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    again = (version, cast.agencies[RAISING], cast.lead, MONDAY, version.digest)
    assert isinstance(signing.sign(*again), Signature)
    assert "already" in says(signing.sign(*again))


def test_an_edit_begins_a_new_draft_and_the_signatures_stay_with_the_old_text(cast: Cast) -> None:
    signed = papers.signed(cast)
    draft = drafts.begin(cast.partnership, cast.manager, MONDAY, signed)
    assert isinstance(draft, Version)
    changed = signed.texts | {POLICY: signed.texts[POLICY] + "# One more word.\n"}
    outcome = drafts.save(draft, changed, cast.manager, MONDAY, seen=0)
    assert isinstance(outcome, drafts.Saved)
    assert outcome.version.signatures.count() == 0
    assert outcome.version.digest != signed.digest
    assert {s.digest for s in signed.signatures.all()} == {signed.digest}


def test_whoever_does_not_sign_says_why_and_may_sign_later(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    health = cast.agencies[RAISING]
    assert says(signing.decline(version, health, cast.lead, MONDAY, " "))
    assert says(signing.decline(version, health, cast.other_lead, MONDAY, "No."))
    assert isinstance(signing.decline(version, health, cast.lead, MONDAY, "Stage Two has no hour."), Decision)
    assert isinstance(signing.sign(version, health, cast.lead, MONDAY, version.digest), Signature)
    assert says(signing.decline(version, health, cast.lead, MONDAY, "Too late."))


# --- officers ----------------------------------------------------------------------------------------------


def test_an_officer_works_at_the_agency_and_is_named_by_somebody_else(cast: Cast) -> None:
    health = cast.agencies[RAISING]
    assert "does not work at" in says(officers.name(health, cast.other_lead, cast.manager, MONDAY))
    assert "yourself" in says(officers.name(health, cast.lead, cast.lead, MONDAY))


def test_naming_another_officer_ends_the_one_before_and_keeps_that_they_were(cast: Cast) -> None:
    health = cast.agencies[RAISING]
    officers.name(health, cast.lead, cast.manager, MONDAY)
    later = MONDAY + timedelta(days=1)
    officers.name(health, cast.raises, cast.manager, later)
    assert officers.signs_for(cast.lead, later) == []
    assert officers.signs_for(cast.raises, later) == [health]
    assert Officer.objects.get(person=cast.lead).ended_at == later


def test_the_last_one_left_to_sign_can_be_excused_with_a_reason_that_everybody_sees(cast: Cast) -> None:
    people = papers.named(cast)
    version = papers.sent(cast)
    health = cast.agencies[RAISING]
    for agency, person in people.items():
        if agency != health:
            signing.sign(version, agency, person, MONDAY, version.digest)
    assert says(officers.excuse(health, "  ", cast.manager, MONDAY))
    officers.excuse(health, "The trust is being wound up.", cast.manager, MONDAY)
    signing.settle(cast.partnership, MONDAY)
    assert Version.objects.get(pk=version.pk).state == State.SIGNED
    line = next(line for line in signing.sheet(version, MONDAY) if line.agency == health)
    assert line.chair.excused == "The trust is being wound up."


def test_excusing_everybody_signs_nothing(cast: Cast) -> None:
    people = papers.named(cast)
    version = papers.sent(cast)
    for agency in people:
        officers.excuse(agency, "Nobody has time.", cast.manager, MONDAY)
    signing.settle(cast.partnership, MONDAY)
    assert Version.objects.get(pk=version.pk).state == State.CHECKED


def test_a_signature_stays_on_the_sheet_when_its_agency_signs_no_longer(cast: Cast) -> None:
    version = papers.signed(cast)
    Agency.objects.filter(pk=cast.agencies[RAISING].pk).update(full_board=False)
    officers.stand_down(cast.agencies[RAISING], cast.manager, MONDAY)
    assert cast.agencies[RAISING] in [line.agency for line in signing.sheet(version, MONDAY)]


def test_an_agency_that_is_no_full_member_of_the_board_is_asked_once_somebody_is_named_for_it(cast: Cast) -> None:
    school = Agency.objects.create(
        partnership=cast.partnership, key="schools:hill", name="Hill School", full_board=False
    )
    assert school not in [c.agency for c in officers.chairs(cast.partnership, MONDAY)]
    Work.objects.create(person=cast.outside, agency=school, from_on=date(2020, 1, 1))
    officers.name(school, cast.outside, cast.manager, MONDAY)
    assert school in [c.agency for c in officers.chairs(cast.partnership, MONDAY)]
