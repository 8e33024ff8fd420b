"""Keeping the directory in the browser: add somebody, change a post, leave, say what changed."""

from __future__ import annotations

import html
from typing import Any

from django.contrib.auth import authenticate
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import FROM, MONDAY, RAISING, Cast, at, person
from tests.directory.keepers import a_post, keeper, said
from tests.web.visiting import clock_at, visiting
from tests.web.visiting import read as words_of
from wayforward.core import commands as cmd
from wayforward.directory.models import Agency, Holder, Person, Post, Work


def read(answer: Any) -> str:
    return html.unescape(words_of(answer))


def address(cast: Cast, tail: str = "", agency: str = RAISING) -> str:
    return f"/directory/{cast.agencies[agency].pk}{tail}"


def day(name: str, value: str) -> dict[str, str]:
    year, month, date = value.split("-")
    return {f"{name}-day": date, f"{name}-month": month, f"{name}-year": year}


ANN = {"name": "Ann Ash", "email": "ann@example.org", "job": "Duty worker", **day("from_on", "2026-11-16")}


# --- who may -----------------------------------------------------------------------------------------------------


def test_the_link_stands_in_the_navigation_of_those_who_keep_something_and_nobody_else(cast: Cast) -> None:
    for who, shown in ((keeper(cast), True), (cast.manager, True), (cast.raises, False), (cast.chair, False)):
        assert (b'href="/directory"' in visiting(who).get("/my-work").content) == shown


def test_with_one_agency_to_keep_there_is_nothing_to_choose(cast: Cast) -> None:
    assert visiting(keeper(cast)).get("/directory").headers["Location"] == address(cast)


def test_a_keeper_comes_to_no_other_agency_and_no_other_partnership(cast: Cast, neighbours: Cast) -> None:
    browser = visiting(keeper(cast))
    assert browser.get(address(cast, agency="police")).status_code == 404
    assert browser.get(address(neighbours)).status_code == 404
    post, elsewhere = a_post(cast), a_post(cast, agency="police")
    assert browser.get(address(cast, f"/posts/{post.pk}")).status_code == 200
    assert browser.get(address(cast, f"/posts/{elsewhere.pk}")).status_code == 404
    assert browser.get(address(cast, f"/people/{cast.outside.pk}")).status_code == 404


# --- people ------------------------------------------------------------------------------------------------------


def test_somebody_is_added_and_the_same_is_said_whether_or_not_they_are_known_elsewhere(
    cast: Cast, neighbours: Cast
) -> None:
    browser = visiting(keeper(cast))
    answers = []
    for email in ("new@example.org", neighbours.raises.email):
        answer = browser.post(address(cast, "/people/add"), {**ANN, "email": email}, follow=True)
        answers.append(read(answer).replace(email, "ADDRESS"))
        Work.objects.filter(person__email=email, agency=cast.agencies[RAISING]).delete()
    assert answers[0] == answers[1]
    assert "Ann Ash is in the directory." in answers[0]


def test_somebody_who_works_here_already_is_refused_with_what_was_typed_kept(cast: Cast) -> None:
    answer = visiting(keeper(cast)).post(address(cast, "/people/add"), {**ANN, "email": cast.raises.email})
    assert "Somebody with this email address works here already." in read(answer)
    assert b'value="Ann Ash"' in answer.content


def test_the_last_keeper_is_taken_away_only_with_a_reason(cast: Cast) -> None:
    who = keeper(cast)
    page, told = address(cast, f"/people/{who.pk}"), {"name": "K", "job": "W"}
    browser = visiting(who)
    answer = browser.post(page, told)
    assert "is the only one who keeps the directory of Health" in read(answer)
    answer = browser.post(page, {**told, "overridable": "yes"})
    assert "Enter why nobody is to keep it" in read(answer)
    answer = browser.post(page, {**told, "overridable": "yes", "reason": "The office keeps it."})
    assert answer.status_code == 302
    assert browser.get(page).status_code == 404


def test_a_leaver_is_shown_with_what_they_hold_and_only_the_references_that_the_keeper_may_see(cast: Cast) -> None:
    row = cast.raised()
    page = address(cast, f"/people/{cast.raises.pk}/leaves?last_on-day=20&last_on-month=11&last_on-year=2026")
    who = keeper(cast)
    words = read(visiting(who).get(page))
    assert "No open escalation that you can see" in words, "who is named where the keeper does not see is no probe"
    assert "raised" not in words, "who raised what the keeper may not see is not theirs to learn"
    assert row.ref not in words
    office = read(visiting(cast.manager).get(page))
    assert row.ref in office
    assert "Nurse Adeyemi raised it." in office
    assert "Child A" not in words
    done = read(visiting(who).post(page, {}, follow=True))
    assert "1 open escalation that you do not see names them. The partnership’s office sees which." in done


def test_what_a_keeper_has_a_conflict_in_is_not_counted_when_somebody_leaves(cast: Cast) -> None:
    cast.raised().conflicts.create(person=(who := keeper(cast)), declared_at=MONDAY)
    page = address(cast, f"/people/{cast.raises.pk}/leaves?last_on-day=20&last_on-month=11&last_on-year=2026")
    assert "do not see" not in read(visiting(who).post(page, {}, follow=True))


def test_a_leaver_hands_each_post_on_or_leaves_it_to_nobody_yet(cast: Cast) -> None:
    who, post = cast.lead, a_post(cast)
    page = address(cast, f"/people/{who.pk}/leaves?last_on-day=16&last_on-month=11&last_on-year=2026")
    browser = visiting(keeper(cast))
    held = list(Holder.objects.filter(person=who, post__agency=cast.agencies[RAISING]))
    answer = browser.post(page, {})
    assert read(answer).count("Choose who takes over") >= len(held)

    takers = {f"post-{h.pk}": str(cast.raises.pk) if h.post_id == post.pk else "nobody" for h in held}
    assert "leaves on 16 November 2026" in read(browser.post(page, takers, follow=True))
    assert list(Holder.objects.filter(person=cast.raises).values_list("post_id", flat=True)) == [post.pk]
    with clock_at(at("2026-11-17")):
        assert "Nobody" in read(browser.get(address(cast, "/posts")))


def test_nobody_takes_over_who_does_not_work_here(cast: Cast) -> None:
    held = Holder.objects.filter(person=cast.lead)[0]
    page = address(cast, f"/people/{cast.lead.pk}/leaves?last_on-day=16&last_on-month=11&last_on-year=2026")
    answer = visiting(keeper(cast)).post(page, {f"post-{held.pk}": str(cast.outside.pk)})
    assert "Choose who takes over" in read(answer)
    assert not Holder.objects.filter(person=cast.outside).exists()


# --- whoever has left --------------------------------------------------------------------------------------------


def test_whoever_has_left_is_signed_out_and_cannot_sign_in_again(cast: Cast) -> None:
    who = cast.raises
    who.set_password("correct horse battery")
    who.save()
    browser = visiting(who)
    Work.objects.filter(person=who).update(until_on="2026-11-16")
    assert browser.get("/my-work").status_code == 200
    assert authenticate(None, username=f" {who.email.upper()}", password="correct horse battery") == who
    with clock_at(at("2026-11-17")):
        assert browser.get("/my-work").headers["Location"].startswith("/sign-in")
        assert authenticate(None, username=who.email, password="correct horse battery") is None


def test_whoever_has_left_is_not_offered_in_a_demonstration(cast: Cast) -> None:
    Work.objects.filter(person=cast.raises).update(until_on="2026-11-15")
    browser = visiting(None)
    assert "Nurse Adeyemi" not in read(browser.get("/sign-in"))
    browser.post("/sign-in", {"person": str(cast.raises.pk)})
    assert browser.get("/my-work").status_code == 302


def test_who_raised_it_and_left_stays_in_it_as_the_one_who_did(cast: Cast) -> None:
    row = cast.raised()
    Work.objects.filter(person=cast.raises).update(until_on="2026-11-15")
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
    assert "Nurse Adeyemi" in read(visiting(cast.lead).get(f"/escalations/{row.ref}"))


# --- posts -------------------------------------------------------------------------------------------------------


def test_a_number_is_refused_kindly_and_kept_as_it_was_typed(cast: Cast) -> None:
    page = address(cast, f"/posts/{a_post(cast).pk}/numbers")
    answer = visiting(keeper(cast)).post(page, {"title": "Supervisor", "phone": "ring the ward"})
    assert "Enter a telephone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192" in read(answer)
    assert b'value="ring the ward"' in answer.content


def test_one_press_says_that_the_number_was_rung_today(cast: Cast) -> None:
    browser, post = visiting(keeper(cast)), a_post(cast)
    assert "Never" in read(browser.get(address(cast, f"/posts/{post.pk}")))
    answer = browser.post(address(cast, f"/posts/{post.pk}/rang"), follow=True)
    assert "Last rung 16 November 2026" in read(answer)
    assert said(cast.agencies[RAISING]) == [(post.title, "Never rung", "Rung on 16 November 2026: it works")]


def test_a_post_without_a_number_says_why_it_cannot_have_been_rung(cast: Cast) -> None:
    browser, post = visiting(keeper(cast)), a_post(cast)
    Post.objects.filter(pk=post.pk).update(phone="")
    answer = browser.post(address(cast, f"/posts/{post.pk}/rang"), follow=True)
    assert "has no number yet" in read(answer)


def test_a_keeper_cannot_put_themselves_in_a_post(cast: Cast) -> None:
    who, post = keeper(cast), a_post(cast)
    answer = visiting(who).post(
        address(cast, f"/posts/{post.pk}/holders/add"),
        {"person": str(who.pk), "part": "deputy", **day("from_on", "2026-11-16")},
    )
    assert "You cannot give yourself a post" in read(answer)
    assert not Holder.objects.filter(person=who).exists()


def test_a_post_that_the_policy_wants_is_listed_with_one_press(cast: Cast) -> None:
    post = a_post(cast)
    Holder.objects.filter(post=post).delete()
    post.delete()
    browser = visiting(keeper(cast))
    assert "The policy wants these, and they are not listed" in read(browser.get(address(cast, "/posts")))
    browser.post(address(cast, "/posts/add"), {"role": "supervisor"})
    assert Post.objects.filter(agency=cast.agencies[RAISING], key="supervisor").exists()
    assert browser.post(address(cast, "/posts/add"), {"role": "borough-commander"}).status_code == 404


# --- readiness, facts, what changed ------------------------------------------------------------------------------


def test_nobody_in_a_post_is_the_loudest_thing_on_the_board(cast: Cast) -> None:
    post = a_post(cast)
    post.holders.all().delete()
    page = visiting(cast.manager).get(f"/directory/partnership/{cast.partnership.pk}")
    words = read(page)
    assert words.index("have nobody in them" if "have nobody" in words else "has nobody in it") < words.index(
        "By agency"
    )
    assert words.index("Nobody holds it.") < words.index("Only one way to reach it.")


def test_a_school_says_whether_its_head_is_the_lead_and_another_agency_is_not_asked(cast: Cast) -> None:
    browser = visiting(cast.manager)
    page = address(cast, "/about", "schools")
    assert "Is the head also the designated safeguarding lead?" in read(browser.get(page))
    assert "head" not in read(browser.get(address(cast, "/about")))
    browser.post(page, {"head_is_lead": "yes", "governors": "The chair", "last_resort": "01632 960 000"})
    school = Agency.objects.get(pk=cast.agencies["schools"].pk)
    assert (school.head_is_lead, school.governors, school.last_resort) == (True, "The chair", "01632 960 000")


def test_every_change_is_shown_with_who_made_it_and_when(cast: Cast) -> None:
    who = keeper(cast)
    browser = visiting(who)
    browser.post(address(cast, "/people/add"), ANN)
    words = read(browser.get(address(cast, "/changes")))
    assert "Ann Ash by Keeper of health Monday 16 November 2026 at 10am After: Ann Ash, Duty worker." in words


def test_a_place_is_added_and_taken_out(cast: Cast) -> None:
    browser = visiting(keeper(cast))
    given = {"post": str(a_post(cast).pk), "name": "Hill Hospital", "phone": "01632 960 050", "person": ""}
    assert "Hill Hospital is in the directory." in read(browser.post(address(cast, "/places/add"), given, follow=True))
    refused = browser.post(address(cast, "/places/add"), given | {"name": "Dale", "phone": ""})
    assert "Choose who answers there, or enter the number that is rung." in read(refused)


def test_who_is_added_has_no_password_and_the_page_says_who_sets_one(cast: Cast) -> None:
    browser = visiting(keeper(cast))
    says = "Nothing is sent there now. On a live service, ask whoever runs it to set their first password."
    assert says in read(browser.get(address(cast, "/people/add")))
    browser.post(address(cast, "/people/add"), ANN)
    assert not Person.objects.get(email=ANN["email"]).has_usable_password()


def test_no_page_of_the_directory_reads_an_escalation(cast: Cast) -> None:
    cast.raised()
    browser, post = visiting(keeper(cast)), a_post(cast)
    pages = ["", "/people", "/posts", "/rotas", "/places", "/about", "/changes", f"/posts/{post.pk}"]
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            browser.get(address(cast, page))
        touched = [q["sql"] for q in queries if "escalations_entry" in q["sql"] or "escalations_subject" in q["sql"]]
        assert not touched, page


def test_many_people_are_on_several_pages(cast: Cast) -> None:
    for number in range(51):
        person(cast, f"Somebody {number:02}", cast.agencies[RAISING])
    browser = visiting(keeper(cast))
    first, second = (read(browser.get(address(cast, f"/people{query}"))) for query in ("", "?page=2"))
    assert Person.objects.filter(work__agency=cast.agencies[RAISING], work__from_on=FROM).count() > 50
    assert "Next" in first
    assert "Previous" in second
