"""What the directory adds to the card: more numbers, places, the last resort, and a head who is also the lead."""

from __future__ import annotations

import html

from tests.cast import MONDAY, RESPONDING, Cast, found
from tests.web.visiting import clock_at, read, visiting
from wayforward.directory.models import Agency, Partnership, Post, ServiceArea


def card(cast: Cast, tail: str) -> str:
    with clock_at(MONDAY):
        return html.unescape(read(visiting(None).get(f"/contact/{cast.partnership.key}/{tail}")))


def test_a_second_number_is_rung_after_the_first(cast: Cast) -> None:
    Post.objects.filter(agency=cast.agencies[RESPONDING]).update(second_phone="07700 900 001")
    words = card(cast, f"{RESPONDING}?line=1&asked=yes")
    assert words.index("01632 960001") < words.index("Second number") < words.index("07700 900 001")


def test_the_number_that_is_always_answered_stands_where_nobody_answers(cast: Cast) -> None:
    agency = cast.agencies[RESPONDING]
    assert "always answered" not in card(cast, f"{RESPONDING}?line=1&asked=yes")
    Agency.objects.filter(pk=agency.pk).update(last_resort="01632 960 000")
    words = card(cast, f"{RESPONDING}?line=1&asked=yes")
    assert "Ring Family Services on 01632 960 000, which is always answered." in words


def test_a_place_has_its_own_number_and_a_persons_name_stays_inside(cast: Cast) -> None:
    for post in Post.objects.filter(agency=cast.agencies[RESPONDING]):
        ServiceArea.objects.create(post=post, name="Hill Hospital", phone="01632 960 050", person=cast.responds)
    words = card(cast, f"{RESPONDING}?line=1&asked=yes")
    assert "Hill Hospital 01632 960 050" in words
    assert cast.responds.name not in words


def test_a_head_who_is_also_the_lead_is_not_asked_to_judge_their_own_case(db: None, sealing_key: object) -> None:
    cast = found("barnet-children")
    assert "judge" not in card(cast, "schools?line=1&asked=yes")
    Agency.objects.filter(pk=cast.agencies["schools"].pk).update(
        head_is_lead=True, governors="Chair of governors, through the office", governors_phone="01632 960 060"
    )
    words = card(cast, "schools?line=1&asked=yes")
    assert "At Schools the head is also the designated safeguarding lead." in words
    assert "Ring the governors instead (chair of governors, through the office: 01632 960 060)." in words
    assert Partnership.objects.count() == 1
