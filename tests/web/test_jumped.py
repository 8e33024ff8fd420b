"""A machine whose time was set wildly while the pages run records nothing, and goes on being read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from tests.cast import Cast
from tests.web.visiting import clock_at, read, visiting
from wayforward.escalations.models import Entry
from wayforward.jobs import beating, instant
from wayforward.jobs.gate import Mark

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
BANNER = "Nothing can be recorded at the moment."
TYPED = "We met at ten. <b>She</b> said it is not safe."


@pytest.fixture
def set_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The machine's time is set by so much, as this process sees it."""

    def set_(jump: timedelta) -> None:
        found = instant.without_the_database()
        monkeypatch.setattr(instant.WATCH, "mark", Mark(found.machine_at - jump, found.up))

    return set_


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY, YEAR, -YEAR])
def test_after_a_jump_a_form_is_refused_and_what_was_typed_comes_back(
    cast: Cast, set_by: Callable[[timedelta], None], jump: timedelta
) -> None:
    row = cast.raised(instant.now())
    before = Entry.objects.count()
    set_by(jump)
    browser = visiting(cast.raises)
    answer = browser.post(f"/escalations/{row.ref}/discussion", {"summary": TYPED})
    assert answer.status_code == 503
    assert answer["Retry-After"]
    words = read(answer)
    assert "Sorry, nothing can be recorded at the moment" in words
    assert "What you just sent was not recorded." in words
    assert "Ring the person you need. You can still look up who to contact now ." in words
    assert "We met at ten. &lt;b&gt;She&lt;/b&gt; said it is not safe." in words
    assert Entry.objects.count() == before


@pytest.mark.parametrize("jump", [HOUR, YEAR, -YEAR])
def test_after_a_jump_pages_are_read_by_those_who_are_signed_in_with_a_banner(
    cast: Cast, set_by: Callable[[timedelta], None], jump: timedelta
) -> None:
    row = cast.raised(instant.now())
    assert BANNER not in visiting(cast.raises).get(f"/escalations/{row.ref}").content.decode()
    right = instant.now()
    set_by(jump)
    browser = visiting(cast.raises)
    page = browser.get(f"/escalations/{row.ref}")
    assert page.status_code == 200
    assert BANNER in page.content.decode()
    assert abs(instant.now() - (right - jump)) < HOUR / 60  # the machine's own says otherwise
    assert BANNER in browser.get("/contact").content.decode()


def test_after_a_jump_people_can_still_sign_in_to_read_and_sign_out(
    cast: Cast, set_by: Callable[[timedelta], None]
) -> None:
    set_by(YEAR)
    assert visiting(None).post("/sign-in", {"email": "a@example.org", "password": "x"}).status_code == 200
    browser = visiting(cast.raises)
    assert browser.post("/sign-out").status_code == 302
    assert not Session.objects.exists()


def test_when_the_time_is_right_again_forms_are_taken_again(cast: Cast, set_by: Callable[[timedelta], None]) -> None:
    set_by(HOUR)
    assert visiting(None).post("/raise").status_code == 503
    set_by(timedelta(0))
    assert visiting(None).post("/raise").status_code != 503


def test_an_operators_word_is_taken_by_the_pages_too(cast: Cast, set_by: Callable[[timedelta], None]) -> None:
    beating.beat("here:1", beating.CLOCK, instant.without_the_database())
    set_by(HOUR)
    beating.Beat.objects.update(right_at=instant.without_the_database().machine_at - HOUR)
    assert visiting(None).post("/raise").status_code == 503
    beating.vouch(instant.without_the_database())
    assert visiting(None).post("/raise").status_code != 503
    assert instant.jumped() is None


@pytest.mark.parametrize("jump", [HOUR, YEAR])
def test_pages_that_begin_after_the_jump_take_the_clocks_word_for_the_time(
    cast: Cast, set_by: Callable[[timedelta], None], jump: timedelta
) -> None:
    row = cast.raised(instant.now() - jump)
    beating.beat("here:1", beating.CLOCK, instant.without_the_database())
    beating.Beat.objects.update(right_at=instant.without_the_database().machine_at - jump)
    before = Entry.objects.count()
    set_by(timedelta(0))
    browser = visiting(cast.raises)
    assert browser.post(f"/escalations/{row.ref}/discussion", {"summary": TYPED}).status_code == 503
    assert Entry.objects.count() == before, "nothing is called late at a time that cannot be right"
    assert BANNER in browser.get(f"/escalations/{row.ref}").content.decode()


def test_a_demonstration_that_is_told_its_time_takes_every_form(
    cast: Cast, set_by: Callable[[timedelta], None]
) -> None:
    set_by(YEAR)
    with clock_at(instant.now()):
        assert visiting(None).post("/raise").status_code != 503
