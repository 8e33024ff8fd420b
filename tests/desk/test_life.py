"""The life of a version: what each step needs, what it changes, and what is never taken back."""

from datetime import date, timedelta

import pytest

from tests.cast import MONDAY, Cast, at
from tests.desk import papers
from tests.desk.papers import THURSDAY, TODAY
from wayforward.core.verdict import Refused
from wayforward.desk import drafts, life, officers, signing
from wayforward.desk.drafts import Shipped, Texts
from wayforward.desk.life import Standing
from wayforward.desk.models import Decision, State, Version
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption
from wayforward.policies import shelf
from wayforward.policies.sources import EXAMPLES, POLICY

FIRST_INSTANT = at("2026-12-03 00:00")
AS_IT_IS = shelf.texts("havering")


def of(cast: Cast, texts: dict[str, str]) -> Version:
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, Texts(texts, "A test"))
    assert isinstance(version, Version)
    return version


def asked_to_send(cast: Cast, version: Version) -> str:
    """What whoever sends it is told."""
    outcome = life.send(version, cast.manager, MONDAY, version.digest)
    assert isinstance(outcome, Refused)
    assert Version.objects.get(pk=version.pk).state == State.DRAFT
    return outcome.says


# --- sending for signature ---------------------------------------------------------------------------------


def test_a_text_that_does_not_load_is_not_sent(cast: Cast) -> None:
    papers.named(cast)
    assert "does not load" in asked_to_send(cast, of(cast, {POLICY: "policy: x\n"}))


def test_a_policy_whose_example_does_not_come_out_is_not_sent(cast: Cast) -> None:
    papers.named(cast)
    texts = papers.accepted(AS_IT_IS)
    wrong = texts[EXAMPLES].replace("stage: stage-1", "stage: panel", 1)
    assert wrong != texts[EXAMPLES]
    assert "worked example fails" in asked_to_send(cast, of(cast, texts | {EXAMPLES: wrong}))


def test_a_policy_without_an_example_is_not_sent(cast: Cast) -> None:
    papers.named(cast)
    texts = {name: text for name, text in papers.accepted(AS_IT_IS).items() if name != EXAMPLES}
    assert "no worked example" in asked_to_send(cast, of(cast, texts))


def test_a_policy_with_a_grave_finding_that_nobody_accepted_is_not_sent(cast: Cast) -> None:
    papers.named(cast)
    assert "nobody has accepted" in asked_to_send(cast, of(cast, AS_IT_IS))


def test_a_version_that_nobody_could_sign_is_not_sent(cast: Cast) -> None:
    assert "No agency has a named officer" in asked_to_send(cast, papers.begun(cast))


def test_what_somebody_else_saved_meanwhile_is_not_sent_unseen(cast: Cast) -> None:
    papers.named(cast)
    version = papers.begun(cast)
    seen = version.digest
    drafts.save(version, version.texts | {POLICY: version.texts[POLICY] + "# More.\n"}, cast.manager, MONDAY, seen=0)
    outcome = life.send(version, cast.manager, MONDAY, seen)
    assert isinstance(outcome, Refused)
    assert "saved since" in outcome.says


def test_a_version_is_sent_once(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    assert life.standing(version, MONDAY) is Standing.CHECKED
    assert isinstance(life.send(version, cast.manager, MONDAY, version.digest), Refused)


# --- a day ----------------------------------------------------------------------------------------------------


def test_from_its_day_it_is_in_force_and_the_one_before_is_retired_at_the_same_instant(cast: Cast) -> None:
    version = papers.in_force(cast)
    assert version.adoption is not None
    assert version.adoption.in_force_at == FIRST_INSTANT
    just_before = FIRST_INSTANT - timedelta(microseconds=1)
    assert adoptions.in_force(cast.partnership, just_before) == cast.adoption
    assert adoptions.in_force(cast.partnership, FIRST_INSTANT) == version.adoption
    assert life.standing(version, MONDAY) is Standing.DATED
    assert life.standing(version, FIRST_INSTANT) is Standing.IN_FORCE


def test_what_is_put_in_force_is_the_text_that_was_signed(cast: Cast) -> None:
    version = papers.in_force(cast)
    adoption = Adoption.objects.get(pk=version.adoption_id)
    assert (adoption.sources, adoption.digest) == (version.texts, version.digest)
    assert {signature.digest for signature in version.signatures.all()} == {adoption.digest}
    assert (adoption.decided_by, adoption.decision) == ("Executive board", "Adopted.")


def test_today_means_from_now_on_so_that_nothing_that_was_becomes_otherwise(cast: Cast) -> None:
    later = MONDAY + timedelta(hours=3)
    version = papers.in_force(cast, day=TODAY, at=later)
    assert version.adoption is not None
    assert version.adoption.in_force_at == later
    assert adoptions.in_force(cast.partnership, later - timedelta(minutes=1)) == cast.adoption


def test_the_version_before_is_retired_once_the_next_is_in_force_without_anybody_doing_anything(cast: Cast) -> None:
    first = papers.in_force(cast)
    spring = date(2027, 3, 1)
    papers.in_force(cast, day=spring, at=at("2026-12-10"))
    first.refresh_from_db()
    assert life.standing(first, at("2027-02-28 23:59")) is Standing.IN_FORCE
    assert life.standing(first, at("2027-03-01 00:00")) is Standing.RETIRED


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (TODAY - timedelta(days=1), "has passed"),
        (TODAY + timedelta(days=731), "two years"),
        (date(9999, 12, 31), "two years"),
    ],
)
def test_a_day_that_has_passed_or_is_mistyped_is_refused(cast: Cast, day: date, says: str) -> None:
    version = papers.signed(cast)
    outcome = life.put_in_force(version, day, "Board", "Adopted.", cast.manager, MONDAY)
    assert isinstance(outcome, Refused)
    assert says in outcome.says
    assert Adoption.objects.filter(partnership=cast.partnership).count() == 1


def test_a_day_before_one_that_is_set_already_is_refused_and_names_it(cast: Cast) -> None:
    papers.in_force(cast)
    other = papers.signed(cast)
    outcome = life.put_in_force(other, THURSDAY, "Board", "Adopted.", cast.manager, MONDAY)
    assert isinstance(outcome, Refused)
    assert "3 December 2026" in outcome.says


def test_a_day_before_the_one_that_the_document_states_is_refused(cast: Cast) -> None:
    stated = AS_IT_IS[POLICY].replace("\ndocument:\n", "\ndocument:\n  in-force-from: 2026-12-20\n", 1)
    assert stated != AS_IT_IS[POLICY]
    version = of(cast, AS_IT_IS | {POLICY: stated})
    Version.objects.filter(pk=version.pk).update(state=State.CHECKED)  # its examples are dated before that day
    for agency, person in papers.named(cast).items():
        signing.sign(version, agency, person, MONDAY, version.digest)
    version.refresh_from_db()
    outcome = life.may_be_dated(version, THURSDAY, MONDAY)
    assert outcome is not None
    assert "20 December 2026" in outcome.says
    assert life.may_be_dated(version, date(2026, 12, 20), MONDAY) is None


def test_a_version_that_somebody_has_not_signed_is_not_put_in_force(cast: Cast) -> None:
    people = papers.named(cast)
    version = papers.sent(cast)
    last, _ = people.popitem()
    for agency, person in people.items():
        signing.sign(version, agency, person, MONDAY, version.digest)
    outcome = life.put_in_force(version, THURSDAY, "Board", "Adopted.", cast.manager, MONDAY)
    assert isinstance(outcome, Refused)
    assert outcome.says == f"These have not signed: {last.name}."


def test_an_agency_that_joins_the_board_after_everybody_signed_has_to_sign_too(cast: Cast) -> None:
    version = papers.signed(cast)
    newcomer = officers.Agency.objects.create(partnership=cast.partnership, key="newcomer", name="Newcomer")
    outcome = life.put_in_force(version, THURSDAY, "Board", "Adopted.", cast.manager, MONDAY)
    assert isinstance(outcome, Refused)
    assert newcomer.name in outcome.says


# --- taking back ----------------------------------------------------------------------------------------------


def test_a_day_that_has_not_come_is_taken_back_and_what_is_in_force_stays(cast: Cast) -> None:
    version = papers.in_force(cast)
    back = life.withdraw(version, cast.manager, MONDAY, "The board meets again.")
    assert isinstance(back, Version)
    assert (back.state, back.adoption, back.in_force_on) == (State.SIGNED, None, None)
    for when in (MONDAY, FIRST_INSTANT, FIRST_INSTANT + timedelta(days=400)):
        assert adoptions.in_force(cast.partnership, when) == cast.adoption


def test_another_day_can_be_set_after_one_was_taken_back_the_same_one_too(cast: Cast) -> None:
    version = papers.in_force(cast)
    life.withdraw(version, cast.manager, MONDAY, "The board meets again.")
    again = papers.in_force(cast, version=version)
    assert adoptions.in_force(cast.partnership, FIRST_INSTANT) == again.adoption


def test_a_day_that_has_come_is_not_taken_back(cast: Cast) -> None:
    version = papers.in_force(cast)
    outcome = life.withdraw(version, cast.manager, FIRST_INSTANT, "We changed our mind.")
    assert isinstance(outcome, Refused)
    assert adoptions.in_force(cast.partnership, FIRST_INSTANT) == version.adoption


def test_of_two_days_to_come_the_later_is_taken_back_first(cast: Cast) -> None:
    first = papers.in_force(cast)
    second = papers.in_force(cast, day=date(2027, 1, 4))
    outcome = life.withdraw(first, cast.manager, MONDAY, "We changed our mind.")
    assert isinstance(outcome, Refused)
    for version in (second, first):
        assert isinstance(life.withdraw(version, cast.manager, MONDAY, "We changed our mind."), Version)
    assert adoptions.in_force(cast.partnership, at("2027-06-01")) == cast.adoption


# --- a first policy, and giving up ------------------------------------------------------------------------------


def test_a_partnership_that_joins_puts_its_first_policy_in_force(cast: Cast) -> None:
    Adoption.objects.filter(pk=cast.adoption.pk).update(retired_at=cast.adoption.in_force_at)
    assert adoptions.in_force(cast.partnership, MONDAY) is None
    version = papers.in_force(cast)
    assert adoptions.in_force(cast.partnership, MONDAY) is None
    assert adoptions.in_force(cast.partnership, FIRST_INSTANT) == version.adoption


def test_a_version_that_is_given_up_is_kept_and_goes_no_further(cast: Cast) -> None:
    version = papers.signed(cast)
    assert isinstance(life.drop(version, cast.manager, MONDAY, "The law changed."), Version)
    outcome = life.put_in_force(version, THURSDAY, "Board", "Adopted.", cast.manager, MONDAY)
    assert isinstance(outcome, Refused)
    assert version.signatures.count() > 0


def test_a_version_with_a_day_is_not_given_up(cast: Cast) -> None:
    version = papers.in_force(cast)
    assert isinstance(life.drop(version, cast.manager, MONDAY, "The law changed."), Refused)


@pytest.mark.parametrize("act", [life.drop, life.withdraw])
def test_giving_up_and_taking_back_need_a_reason(cast: Cast, act: object) -> None:
    version = papers.in_force(cast) if act is life.withdraw else papers.begun(cast)
    assert isinstance(act(version, cast.manager, MONDAY, "  "), Refused)  # type: ignore[operator]  # one of the two


def test_every_step_is_written_down_with_who_and_when(cast: Cast) -> None:
    version = papers.in_force(cast)
    life.withdraw(version, cast.manager, MONDAY, "The board meets again.")
    written = Decision.objects.filter(version=version).order_by("pk")
    kinds = [one.what for one in written]
    signed = kinds.count("signed")
    assert kinds == ["begun", "read-in", "checked", *["signed"] * signed, "in-force", "withdrawn"]
    assert {one.at for one in written} == {MONDAY}
    assert "Executive board" in written.get(what="in-force").words


def test_a_draft_that_nobody_signed_says_so_at_every_hour(cast: Cast) -> None:
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, Shipped("havering"))
    assert isinstance(version, Version)
    assert life.standing(version, MONDAY + timedelta(days=4000)) is Standing.DRAFT
