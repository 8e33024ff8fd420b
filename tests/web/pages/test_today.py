"""Today: what a manager's agency has to answer, by when and who has it, without the story; and handing it over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import FROM, MONDAY, RAISING, RESPONDING, Cast, person
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Person, Work
from wayforward.escalations.models import Entry, Grant, Look


@pytest.fixture
def boss(cast: Cast) -> Person:
    """Manages the agency that is challenged, and is in nothing."""
    return managing(cast, RESPONDING)


def managing(cast: Cast, agency: str) -> Person:
    who = person(cast, f"{agency} manager", cast.agencies[agency])
    Work.objects.filter(person=who).update(manages=True)
    return who


def today(who: Person) -> str:
    return read(visiting(who).get("/today"))


def test_a_manager_sees_the_clock_and_who_has_it_and_not_the_story(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    page = visiting(boss).get("/today")
    words = read(page)

    assert row.ref in words
    assert "Health with Family Services, Havering" in words
    assert cast.policy.title in words
    assert "Answer the challenge." in words
    assert "Who has it at Family Services: family-services lead, front door." in words
    assert "Nurse Adeyemi" not in words
    assert "Child A" not in page.content.decode()
    assert f'href="/escalations/{row.ref}"' not in page.content.decode()
    assert visiting(boss).get(f"/escalations/{row.ref}").status_code == 404


def test_whoever_is_in_it_as_well_has_a_link(cast: Cast) -> None:
    row = cast.raised()
    Work.objects.filter(person=cast.other_lead).update(manages=True)
    assert f'href="/escalations/{row.ref}"' in visiting(cast.other_lead).get("/today").content.decode()


def test_somebody_who_manages_nothing_is_told_why_it_is_empty(cast: Cast) -> None:
    cast.raised()
    words = today(cast.responds)
    assert "The directory does not say that you manage one." in words
    assert "WF-" not in words
    assert "/today" not in visiting(cast.responds).get("/my-work").content.decode()


def test_who_no_longer_manages_sees_nothing(cast: Cast, boss: Person) -> None:
    cast.raised()
    Work.objects.filter(person=boss).update(until_on=MONDAY.date() - timedelta(days=1))
    assert "WF-" not in today(boss)


def test_another_agencys_manager_sees_nothing_of_it(cast: Cast) -> None:
    row = cast.raised()
    other = managing(cast, "police")
    assert row.ref not in today(other)
    assert visiting(other).get(f"/today/{row.ref}/hand-over").status_code == 404


def test_an_agency_that_is_no_party_sees_the_clock_where_a_post_of_theirs_is_called(cast: Cast) -> None:
    row = cast.raised()
    police = managing(cast, "police")
    post = cast.agencies["police"].posts.filter(receives=True).get()
    row.grants.create(partnership=cast.partnership, post=post, why="called", given_at=MONDAY)
    page = visiting(police).get("/today")
    assert row.ref in read(page)
    assert "Hand it to somebody" not in read(page)
    assert f'href="/escalations/{row.ref}"' not in page.content.decode()
    assert visiting(police).get(f"/today/{row.ref}/hand-over").status_code == 404


def test_a_conflict_of_interest_hides_the_row_and_its_count(cast: Cast, boss: Person) -> None:
    seen = cast.raised()
    hidden = cast.raised()
    hidden.conflicts.create(person=boss, declared_at=MONDAY)
    words = today(boss)
    assert seen.ref in words
    assert hidden.ref not in words
    assert "Family Services, Havering: 1 open." in words
    assert visiting(boss).get(f"/today/{hidden.ref}/hand-over").status_code == 404


def test_the_figures_say_what_the_list_holds(cast: Cast, boss: Person) -> None:
    cast.raised()
    settled = cast.raised()
    cast.does(settled, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit.")
    cast.does(settled, cast.raises, MONDAY, cmd.Answer, agree=True)
    with clock_at(MONDAY + timedelta(days=9)):
        words = today(boss)
    assert "1 open, 1 of them past a date. 1 closed with something still to do." in words
    assert settled.ref in words


def test_what_is_answered_waits_for_others(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit.")
    words = today(boss)
    assert words.index("Waiting for others") < words.index(row.ref)


def test_an_agency_that_has_said_nothing_is_marked_and_no_longer_once_it_has(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    assert "Nothing heard yet" in today(boss)
    cast.does(row, cast.other_lead, MONDAY, cmd.RecordDiscussion, summary="We spoke.")
    assert "Nothing heard yet" not in today(boss)


def test_a_post_that_nobody_holds_is_said_aloud(cast: Cast, boss: Person) -> None:
    cast.raised()
    for held in cast.other_lead.holds.all():
        held.delete()
    words = today(boss)
    assert "nobody, as front door" in words
    assert "Nobody at Family Services has it." in words


def hands(boss: Person, ref: str, to: Person, **more: str) -> str:
    browser = visiting(boss)
    answer = browser.post(f"/today/{ref}/hand-over", {"person": str(to.pk), **more}, follow=True)
    return read(answer)


def test_a_manager_hands_it_to_a_colleague_without_the_story(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    assert visiting(cast.responds).get(f"/escalations/{row.ref}").status_code == 404

    check = hands(boss, row.ref, cast.responds)
    assert "Social worker Byrne can read it" in check
    assert "Child A" not in check
    assert visiting(cast.responds).get(f"/escalations/{row.ref}").status_code == 404

    assert "Social worker Byrne has it now" in hands(boss, row.ref, cast.responds, confirm="yes").replace(row.ref, "it")
    assert visiting(cast.responds).get(f"/escalations/{row.ref}").status_code == 200
    assert visiting(boss).get(f"/escalations/{row.ref}").status_code == 404
    assert "Social worker Byrne" in today(boss)
    assert Entry.objects.filter(escalation=row, kind="joined").count() == 1


def test_it_is_handed_to_nobody_who_does_not_work_there_nor_to_oneself(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    before = Grant.objects.count()
    for stranger in (cast.outside, cast.raises, boss):
        assert "Select who should have it" in hands(boss, row.ref, stranger, confirm="yes")
    assert Grant.objects.count() == before


def test_handing_it_on_does_not_tell_a_manager_who_raised_it(cast: Cast) -> None:
    boss, row = managing(cast, RAISING), cast.raised()
    other = person(cast, "Nurse Okafor", cast.agencies[RAISING])
    page = read(visiting(boss).get(f"/today/{row.ref}/hand-over"))
    assert "Nurse Adeyemi" in page
    assert "Nurse Okafor" in page

    checks = [hands(boss, row.ref, who).replace(who.name, "X") for who in (cast.raises, other)]
    assert checks[0] == checks[1]
    for who in (cast.raises, other):
        assert f"{who.name} has {row.ref} now" in hands(boss, row.ref, who, confirm="yes")
        assert f"{who.name}, by name" in today(boss)
        assert (
            who.name not in read(visiting(boss).get(f"/today/{row.ref}/hand-over")).partition("Who should have it")[2]
        )


def test_it_is_handed_to_nobody_with_a_conflict_of_interest(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    row.conflicts.create(person=cast.responds, declared_at=MONDAY)
    assert "Social worker Byrne" not in read(visiting(boss).get(f"/today/{row.ref}/hand-over"))
    assert "Select who should have it" in hands(boss, row.ref, cast.responds, confirm="yes")


def test_a_colleague_is_found_by_name_where_there_are_many_and_the_name_is_in_no_address(
    cast: Cast, boss: Person
) -> None:
    row = cast.raised()
    for number in range(25):
        who = person(cast, f"Aaron {number:02}", None)
        Work.objects.create(person=who, agency=cast.agencies[RESPONDING], from_on=FROM)
    address = f"/today/{row.ref}/hand-over"
    browser = visiting(boss)
    assert "Social worker Byrne" not in read(browser.get(address))
    found = browser.post(address, {"named": "byrne", "find": "yes"})
    assert "Social worker Byrne" in read(found)
    assert "There is a problem" not in read(found)


def test_a_colleague_goes_by_the_name_that_their_agency_wrote(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    Work.objects.create(
        person=cast.outside, agency=cast.agencies[RESPONDING], from_on=FROM, known_as="Someone From The Bank"
    )
    browser, address = visiting(boss), f"/today/{row.ref}/hand-over"
    assert "Someone From The Bank" in read(browser.get(address))
    for named in ("bank\0", "chaudhry"):
        found = read(browser.post(address, {"named": named, "find": "yes"}))
        assert ("Someone From The Bank" in found) is (named != "chaudhry")
        assert cast.outside.name not in found


def test_every_look_at_a_clock_is_written_down(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    visiting(boss).get(f"/today/{row.ref}/hand-over")
    visiting(cast.outside).get(f"/today/{row.ref}/hand-over")
    looks = Look.objects.filter(escalation=row, what="clock").order_by("pk")
    assert [(look.person_id, look.allowed) for look in looks] == [(boss.pk, True), (cast.outside.pk, False)]


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "²", ""])
def test_a_page_that_is_none_is_the_first(cast: Cast, boss: Person, page: str) -> None:
    row = cast.raised()
    assert row.ref in read(visiting(boss).get("/today", {"page": page}))


def test_it_is_the_same_number_of_questions_however_many_there_are(cast: Cast, boss: Person) -> None:
    def asked() -> int:
        browser = visiting(boss)
        browser.get("/today")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/today").status_code == 200
        return len(queries)

    cast.raised()
    few = asked()
    for _ in range(12):
        cast.raised()
    assert asked() == few


def test_there_is_a_next_page_where_there_are_more(cast: Cast, boss: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wayforward.escalations.agency_clocks.PAGE", 2)
    refs = {cast.raised().ref for _ in range(3)}
    first, second = (read(visiting(boss).get("/today", {"page": page})) for page in (1, 2))
    assert "The next ones" in first
    assert "The ones before" in second
    assert sum(ref in first for ref in refs) == 2
    assert sum(ref in second for ref in refs) == 1


def test_an_offer_of_a_time_and_a_request_for_more_wait_for_the_other_side(cast: Cast, boss: Person) -> None:
    row = cast.raised()
    theirs = managing(cast, "health")
    limit = row.duties.filter(duty="stage-1-limit").get()
    cast.does(row, cast.other_lead, MONDAY, cmd.OfferTime, talk_at=MONDAY + timedelta(hours=4))
    cast.does(row, cast.other_lead, MONDAY, cmd.AskForTime, duty=limit.key, until_at=MONDAY + timedelta(days=9),
              reason="Two of us are off sick.")  # fmt: skip
    for who, waits in ((theirs, True), (boss, False)):
        assert ("They offer to talk on Monday 16 November 2026 at 2pm." in today(who)) is waits
        assert ("They ask for more time, until Wednesday 25 November 2026" in today(who)) is waits
        assert "off sick" not in today(who)
    with clock_at(MONDAY + timedelta(hours=5)):
        assert "They offer to talk" not in today(theirs)


def test_somebody_with_posts_in_two_areas_has_one_list_over_both_with_the_policy_by_each_date(
    cast: Cast, neighbours: Cast
) -> None:
    here, there = cast.raised(), neighbours.raised()
    nurse = person(cast, "Named nurse", cast.agencies["health"])
    Work.objects.create(person=nurse, agency=neighbours.agencies["health"], from_on=FROM, manages=True)
    Work.objects.filter(person=nurse).update(manages=True)
    for one in (cast, neighbours):
        post = one.agencies["health"].posts.filter(receives=True).get()
        post.holders.create(person=nurse, from_on=FROM)

    for address in ("/today", "/my-work"):
        words = read(visiting(nurse).get(address))
        assert here.ref in words
        assert there.ref in words
        assert "Havering" in words
        assert "Barnsley" in words
    words = today(nurse)
    assert words.count(f"{here.ref} Nothing") + words.count(f"{here.ref} Health") == 1
    assert cast.policy.title in words
    assert neighbours.policy.title in words
