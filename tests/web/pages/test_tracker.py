"""The tracker of the partnership's own office: filters by address, sorted by links, kept views, and no story."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import FROM, MONDAY, RAISING, RESPONDING, Cast, at
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Work
from wayforward.escalations import saved_views
from wayforward.escalations.models import Conflict
from wayforward.escalations.tracking import Asked, Sort, Wrong
from wayforward.web.pages.tracker.asking import STATES, Names, asked_for, query

TRACKER = "/tracker/havering"
LATE = at("2026-12-01 08:30")


def shown(cast: Cast, asks: str = "", who: object = None) -> str:
    answer = visiting(who or cast.manager).get(f"{TRACKER}{asks}")  # type: ignore[arg-type]  # one of the cast
    assert answer.status_code == 200
    return answer.content.decode()


def listed(html: str) -> list[str]:
    return re.findall(r'wf-track__ref" href="/escalations/(WF-\w{4}-\w{4})"', html)


# --- who comes to it --------------------------------------------------------------------------------------


def test_the_office_comes_straight_to_its_own_and_nobody_else_to_any(cast: Cast, neighbours: Cast) -> None:
    assert visiting(cast.manager).get("/tracker").headers["Location"] == TRACKER
    for somebody in (cast.raises, cast.other_lead, cast.chair, cast.outside):
        assert visiting(somebody).get("/tracker").status_code == 404
    for somebody in (cast.raises, cast.chair, neighbours.manager):
        assert visiting(somebody).get(TRACKER).status_code == 404
        assert visiting(somebody).get(f"{TRACKER}/phone").status_code == 404
    assert visiting(cast.manager).get("/tracker/barnsley").status_code == 404
    assert visiting(cast.manager).get("/tracker/nowhere").status_code == 404


def test_whoever_works_in_two_offices_chooses(cast: Cast, neighbours: Cast) -> None:
    Work.objects.create(person=cast.manager, agency=neighbours.agencies["office"], from_on=FROM)
    words = read(visiting(cast.manager).get("/tracker"))
    assert "Havering" in words
    assert "Barnsley" in words


def test_only_the_office_has_the_tracker_among_its_links(cast: Cast) -> None:
    assert f'href="{TRACKER}"' in visiting(cast.manager).get("/my-work").content.decode()
    assert "Tracker" not in visiting(cast.raises).get("/my-work").content.decode()


def test_a_conflict_of_interest_is_not_there_at_all(cast: Cast) -> None:
    row = cast.raised()
    Conflict.objects.create(escalation=row, person=cast.manager, declared_at=MONDAY)
    html = shown(cast)
    assert row.ref not in html
    assert '<span class="wf-tally__count">0</span> <span>Open</span>' in html


def test_nothing_of_the_story_and_no_name_is_on_it(cast: Cast) -> None:
    row = cast.raised(answers={"decided": "The referral was closed."})
    html = shown(cast, "?state=all")
    assert row.ref in html
    for told in ("Child A", "The referral was closed", cast.raises.name):
        assert told not in html


# --- what it shows ----------------------------------------------------------------------------------------


def test_a_row_says_with_whom_the_next_step_lies_by_when_and_what_is_wrong(cast: Cast) -> None:
    row = cast.raised()
    with clock_at(LATE):
        words = read(visiting(cast.manager).get(TRACKER))
    line = words[words.index(f"{row.ref} ") :]
    assert "Health with Family Services" in line
    assert "Stage One" in line
    assert "Next step with: Health" in line
    assert "Overdue by 6 working days" in line
    assert line.startswith(f"{row.ref} Overdue Stuck Silent")
    assert "Last heard: Not yet" in line


def test_each_count_is_a_link_to_what_it_counts(cast: Cast) -> None:
    late = cast.raised()
    with clock_at(LATE):
        fresh = cast.raised(LATE)
        html = shown(cast)
        counts = {
            text: (href, int(count))
            for href, count, text in re.findall(
                r'wf-tally__link" href="([^"]+)".*?count">(\d+)</span> <span>([^<]+)<', html
            )
        }
        assert counts["Open"] == ("?", 2)
        assert counts["Overdue"] == ("?wrong=overdue", 1)
        for href, count in counts.values():
            assert len(listed(shown(cast, href.replace("&amp;", "&")))) == count
        assert listed(shown(cast, counts["Overdue"][0])) == [late.ref]
        assert fresh.ref in listed(html)


def test_what_the_words_mean_is_on_the_page_and_said_to_be_ours(cast: Cast) -> None:
    words = read(visiting(cast.manager).get(TRACKER))
    assert "These words are Wayforward’s own. They are not the policy’s." in words
    assert "for 3 whole working days" in words
    assert "2 whole working days ago" in words


def test_where_no_calendar_reaches_the_page_says_that_nothing_is_counted(cast: Cast) -> None:
    with clock_at(at("2091-01-01")):
        assert read(visiting(cast.manager).get(TRACKER)).count("so nothing is counted") == 2


# --- filters, order, pages --------------------------------------------------------------------------------


def test_a_chosen_filter_is_a_chip_that_a_link_takes_away(cast: Cast) -> None:
    row = cast.raised()
    html = shown(cast, f"?raising={RAISING}&responding={RESPONDING}&ref={row.ref[:6]}")
    assert listed(html) == [row.ref]
    chips = re.findall(r'moj-filter__tag" href="([^"]+)"', html)
    assert [chip.replace("&amp;", "&") for chip in chips] == [
        f"?responding={RESPONDING}&ref={row.ref[:6]}",
        f"?raising={RAISING}&ref={row.ref[:6]}",
        f"?raising={RAISING}&responding={RESPONDING}",
    ]


def test_nothing_found_says_how_to_find_more(cast: Cast) -> None:
    cast.raised()
    html = shown(cast, "?raising=police")
    assert "No escalations" in html
    assert "Nothing matches all of these filters." in html


def test_every_column_sorts_by_a_link_and_says_which_way_it_is_sorted(cast: Cast) -> None:
    cast.raised()
    html = shown(cast, "?wrong=due&within=9&sort=stage")
    orders = re.findall(r'aria-sort="(\w+)"><a class="govuk-link" href="([^"]+)"', html)
    assert len(orders) == len(Sort)
    by_way = {href.replace("&amp;", "&"): way for way, href in orders}
    assert by_way["?wrong=due&within=9&sort=-stage"] == "ascending"
    assert by_way["?wrong=due&within=9&sort=heard"] == "none"
    assert 'aria-sort="descending"' in shown(cast, "?sort=-stage")


def test_a_filter_keeps_the_order_that_was_chosen(cast: Cast) -> None:
    assert '<input type="hidden" name="sort" value="-stage">' in shown(cast, "?sort=-stage")
    assert 'name="sort"' not in shown(cast, "?sort=%22%3E%3Cscript%3E")


def test_26_escalations_are_two_pages_with_links_between_them(cast: Cast) -> None:
    for _ in range(26):
        cast.raised()
    first, second = shown(cast, "?sort=reference"), shown(cast, "?sort=reference&page=2")
    assert "26 escalations, 1 to 25 shown" in first
    assert "26 escalations, 26 to 26 shown" in second
    assert 'href="?sort=reference&amp;page=2"' in first
    assert len(set(listed(first)) | set(listed(second))) == 26


ADDRESS = st.dictionaries(
    st.sampled_from(["state", "stage", "raising", "responding", "turn", "wrong", "within", "ref", "sort", "page"]),
    st.one_of(st.text(max_size=12), st.sampled_from(["open", "stage-1", "health", "office", "due", "-due", "7", "²"])),
)


@given(address=ADDRESS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_address_at_all_is_answered(cast: Cast, address: dict[str, str]) -> None:
    assert visiting(cast.manager).get(TRACKER, address).status_code == 200


NAMES = Names({"health": "Health", "police": "Police"}, {"stage-1": "Stage One", "stage-2": "Stage Two"}, {})
ASKED = st.builds(
    Asked,
    state=st.sampled_from(sorted(STATES)),
    stage=st.sampled_from(["", *NAMES.stages]),
    raising=st.sampled_from(["", *NAMES.agencies]),
    responding=st.sampled_from(["", *NAMES.agencies]),
    turn=st.sampled_from(["", *NAMES.turns]),
    wrong=st.sampled_from([None, *Wrong]),
    ref=st.sampled_from(["", "WF-ABCD-EFGH", "ABC"]),
    sort=st.sampled_from(Sort),
    down=st.booleans(),
)


@given(asked=ASKED, within=st.integers(0, 400))
def test_an_address_asks_for_what_it_was_made_from(asked: Asked, within: int) -> None:
    if asked.wrong is Wrong.DUE:
        asked = Asked(**{**vars(asked), "within": within})
    pairs = query(asked).removeprefix("?").split("&")
    given_back = dict(pair.split("=", 1) for pair in pairs if pair)
    assert asked_for(given_back, NAMES) == asked


def test_a_page_asks_the_same_number_of_questions_for_three_and_for_thirty(cast: Cast) -> None:
    browser = visiting(cast.manager)

    def asked() -> int:
        browser.get(TRACKER)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(TRACKER).status_code == 200
        return len(queries)

    for _ in range(3):
        cast.raised()
    few = asked()
    for _ in range(27):
        cast.raised()
    assert asked() == few


# --- kept views -------------------------------------------------------------------------------------------


def test_the_filters_are_kept_under_a_name_found_again_and_thrown_away(cast: Cast) -> None:
    browser = visiting(cast.manager)
    asks = f"{TRACKER}?wrong=overdue&sort=-stage"
    done = browser.post(asks, {"name": "Monday"}, follow=True)
    assert "These filters are kept as “Monday”." in read(done)
    assert 'href="?wrong=overdue&amp;sort=-stage">Monday</a>' in browser.get(TRACKER).content.decode()
    key = saved_views.of(cast.manager, cast.partnership)[0].pk
    gone = browser.post(TRACKER, {"throw": str(key)}, follow=True)
    assert "The view “Monday” is deleted." in read(gone)
    assert "That view was deleted before." in read(browser.post(TRACKER, {"throw": str(key)}, follow=True))


@pytest.mark.parametrize(("name", "says"), [("", "Enter a name for this view"), ("x" * 61, "60 characters or fewer")])
def test_a_name_that_will_not_do_is_refused_with_the_list_still_there(cast: Cast, name: str, says: str) -> None:
    row = cast.raised()
    answer = visiting(cast.manager).post(f"{TRACKER}?raising={RAISING}", {"name": name})
    assert says in read(answer)
    assert row.ref in read(answer)
    assert saved_views.of(cast.manager, cast.partnership) == []


def test_there_is_room_for_so_many(cast: Cast) -> None:
    for number in range(saved_views.MOST):
        saved_views.keep(cast.manager, cast.partnership, f"View {number}", "?")
    answer = visiting(cast.manager).post(f"{TRACKER}?raising={RAISING}", {"name": "One more"})
    assert "You can keep 20 views. Delete one first" in read(answer)


def test_chased_is_said_on_the_row(cast: Cast) -> None:
    row = cast.raised()
    later = MONDAY + timedelta(days=3)
    cast.does(row, cast.manager, later, cmd.Chase, agency=RESPONDING, words="Please answer.")
    with clock_at(later):
        assert "Chased Thu 19 Nov" in read(visiting(cast.manager).get(TRACKER))
