"""The office writes down what a worker told it by telephone: in the worker's name, checked first, raised once."""

from __future__ import annotations

from typing import Any

from tests.cast import FROM, MONDAY, RAISING, RESPONDING, Cast, at, person
from tests.web.visiting import filled, read, visiting
from wayforward.core import events as ev
from wayforward.directory.models import Work
from wayforward.escalations import drafts
from wayforward.escalations import read as reading
from wayforward.escalations.models import Draft, Escalation

PHONE = "/tracker/havering/phone"


def call(cast: Cast, agency: str = RAISING) -> str:
    return f"{PHONE}/{cast.agencies[agency].pk}"


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the office types for the nurse who rang."""
    fields = {f"answer_{f.id}": "It was closed." for form in cast.policy.forms if "raised" in form.when
              for f in form.fields if f.required and not f.source}  # fmt: skip
    given: dict[str, Any] = {
        **(fields or {"answer_decided": "It was closed."}), "answer_disagree": "He is not safe.",
        "worker": str(cast.raises.pk), "danger": "no", "other": [RESPONDING], "kind": "child", "name": "Child P",
        "answer_want": "A visit.", "have_talked": "no",
    }  # fmt: skip
    return {**given, **changes}


TALKED = {
    "have_talked": "yes", "talked": "She says it is settled.", "talked_at-day": "12", "talked_at-month": "11",
    "talked_at-year": "2026", "talked_at-time": "15:30",
}  # fmt: skip


def raise_it(cast: Cast, **changes: Any) -> Escalation:
    browser = visiting(cast.manager)
    given = told(cast, **changes)
    checked = browser.post(call(cast), given)
    assert "Check before you raise it" in read(checked), read(checked)
    done = browser.post(call(cast), {**given, "confirm": "yes", "draft": filled(checked)["draft"]})
    return Escalation.objects.get(ref=done.headers["Location"].rpartition("/")[2])


def test_the_office_chooses_the_agency_and_then_sees_who_works_there(cast: Cast) -> None:
    browser = visiting(cast.manager)
    chosen = browser.post(PHONE, {"agency": str(cast.agencies[RAISING].pk)})
    assert chosen.headers["Location"] == call(cast)
    words = read(browser.get(call(cast)))
    assert cast.raises.name in words
    assert cast.responds.name not in words
    assert "Select an agency" in read(browser.post(PHONE, {"agency": ""}))


def test_the_check_says_who_will_be_told_and_which_clocks_start_before_anything_is_raised(cast: Cast) -> None:
    words = read(visiting(cast.manager).post(call(cast), told(cast)))
    assert f"For {cast.raises.name}, Health" in words
    assert "It begins at Stage One" in words
    assert "These are told:" in words
    assert "It stays open until both sides have said that it is settled" in words
    assert not Escalation.objects.exists()


def test_it_is_raised_in_the_workers_name_who_finds_it_as_their_own(cast: Cast) -> None:
    row = raise_it(cast)
    assert (row.raiser_id, row.raising.key, row.state) == (cast.raises.pk, RAISING, "open")
    first = reading.entries(row)[0]
    assert isinstance(first.event, ev.Raised)
    assert first.by == str(cast.manager.pk)  # who typed it stays in the record
    assert row.ref in read(visiting(cast.raises).get("/my-work"))
    assert visiting(cast.outside).get(f"/escalations/{row.ref}").status_code == 404


def test_a_talk_before_anybody_logged_it_stands_at_its_own_time_and_settles_nothing(cast: Cast) -> None:
    row = raise_it(cast, **TALKED)
    talk = next(item for item in reading.entries(row) if isinstance(item.event, ev.DiscussionRecorded))
    assert talk.occurred_at == at("2026-11-12 15:30")
    assert isinstance(talk.event, ev.DiscussionRecorded)
    assert talk.event.summary == "She says it is settled."
    assert row.state == "open"


def test_a_talk_needs_its_time_which_is_not_ahead(cast: Cast) -> None:
    browser = visiting(cast.manager)
    untimed = told(cast, **{**TALKED, **{f"talked_at-{part}": "" for part in ("day", "month", "year", "time")}})
    assert "Enter when they talked" in read(browser.post(call(cast), untimed))
    ahead = told(cast, **{**TALKED, "talked_at-year": "2027"})
    assert "When they talked must be in the past" in read(browser.post(call(cast), ahead))


def test_sent_twice_it_is_raised_once(cast: Cast) -> None:
    browser = visiting(cast.manager)
    checked = browser.post(call(cast), told(cast, **TALKED))
    sent = {**told(cast, **TALKED), "confirm": "yes", "draft": filled(checked)["draft"]}
    assert browser.post(call(cast), sent).headers["Location"] == browser.post(call(cast), sent).headers["Location"]
    assert Escalation.objects.count() == 1
    assert not Draft.objects.exists()


def test_it_uses_up_no_draft_of_somebody_else_and_gives_away_no_reference(cast: Cast, neighbours: Cast) -> None:
    browser, theirs = visiting(cast.manager), drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    for key in (theirs.pk, neighbours.raised().pk):
        answer = browser.post(call(cast), told(cast, confirm="yes", draft=str(key)))
        assert answer.status_code == 200
        assert Escalation.objects.filter(partnership=cast.partnership).count() == 0
    assert Draft.objects.filter(pk=theirs.pk).exists()


def test_a_worker_who_is_not_listed_is_not_guessed(cast: Cast) -> None:
    answer = visiting(cast.manager).post(call(cast), {"worker": "not-listed"})
    words = read(answer)
    assert "That worker is not listed yet" in words
    assert "Escalating never has to wait for Wayforward." in words
    assert not Escalation.objects.exists()


def test_nobody_else_can_be_named_as_the_worker(cast: Cast) -> None:
    browser = visiting(cast.manager)
    assert "Select who telephoned" in read(browser.post(call(cast), told(cast, worker=str(cast.responds.pk))))
    leaver = person(cast, "Nurse Who Left")
    Work.objects.create(person=leaver, agency=cast.agencies[RAISING], from_on=FROM, until_on=FROM)
    assert leaver.name not in read(browser.get(call(cast)))


def test_what_was_typed_is_there_again_and_is_nobody_elses(cast: Cast) -> None:
    browser = visiting(cast.manager)
    browser.post(call(cast), told(cast, answer_want=""))
    again = browser.get(call(cast))
    assert "Child P" in again.content.decode()
    assert "What you typed here before is kept below." in read(again)
    other = person(cast, "Deputy manager", cast.agencies["office"])
    assert "Child P" not in visiting(other).get(call(cast)).content.decode()


def test_only_the_office_logs_for_others(cast: Cast, neighbours: Cast) -> None:
    for somebody in (cast.raises, cast.chair, neighbours.manager):
        assert visiting(somebody).get(call(cast)).status_code == 404
        assert visiting(somebody).post(call(cast), told(cast)).status_code == 404
    assert visiting(cast.manager).get(call(cast, "office")).status_code == 404
    assert visiting(cast.manager).get(f"{PHONE}/{neighbours.agencies[RAISING].pk}").status_code == 404
