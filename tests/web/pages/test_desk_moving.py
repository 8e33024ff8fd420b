"""Open escalations and another version on the desk: what would move, and moving the chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast, at, found
from tests.desk import papers
from tests.escalations.versions import at_police_line_3, every_row, in_mediation
from tests.web.visiting import clock_at, read, visiting
from wayforward.core import commands as cmd
from wayforward.desk.models import Version
from wayforward.escalations.models import Conflict, Draft, Escalation, Look
from wayforward.policies import shelf

FRIDAY = at("2026-12-04")
DECIDED = {"reason": "The boards decided it.", "longer": "no"}


@pytest.fixture
def barnet(db: None, sealing_key: Any) -> Cast:
    return found("barnet-children")


@pytest.fixture
def joint(barnet: Cast) -> Version:
    """Barnet's joint policy, signed and in force from 3 December."""
    texts = papers.accepted(shelf.texts("barnet-multi-agency"))
    return papers.in_force(barnet, version=papers.signed(barnet, version=papers.begun(barnet, texts=texts)))


@pytest.fixture
def friday() -> Iterator[None]:
    with clock_at(FRIDAY):
        yield


@pytest.fixture
def office(barnet: Cast, friday: None) -> Client:
    return visiting(barnet.manager)


def page(version: Version, below: str = "open") -> str:
    return f"/desk/{version.partnership.key}/{version.pk}/{below}"


def words(answer: Any) -> str:
    return " ".join(unescape(read(answer)).split())


def test_every_open_escalation_is_listed_by_reference_with_what_would_move(
    barnet: Cast, joint: Version, office: Client
) -> None:
    row, mediated = barnet.raised(), in_mediation(barnet)
    said = words(office.get(page(joint)))
    assert "2 open escalations stand under another version" in said
    assert row.ref in said
    assert mediated.ref in said
    assert "At Mediation: Mediation by the Independent Chair" in said or "which the version does not have" in said
    assert "Child A" not in said
    assert "The referral was closed." not in said


def test_the_chosen_are_moved_after_a_page_to_check_them_on(barnet: Cast, joint: Version, office: Client) -> None:
    row, other = at_police_line_3(barnet), barnet.raised()
    sent = DECIDED | {"refs": [row.ref]}
    check = words(office.post(page(joint), sent))
    assert "Check what moves" in check
    assert "It cannot go over" not in check
    assert "Stays at Stage Three" in check
    assert "It cannot be taken back" in check
    row.refresh_from_db()
    assert row.adoption == barnet.adoption
    done = words(office.post(page(joint), sent | {"confirm": "yes", "seen": f"{row.ref}:{row.seq}"}))
    assert "1 moved" in done
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.adoption, other.adoption) == (joint.adoption, barnet.adoption)


def test_one_without_a_counterpart_asks_for_its_stage(barnet: Cast, joint: Version, office: Client) -> None:
    row = in_mediation(barnet)
    sent: dict[str, Any] = DECIDED | {"refs": [row.ref], "confirm": "yes"}
    said = words(office.post(page(joint), sent))
    assert f"Choose the stage at which {row.ref} goes on" in said
    assert "1 moved" in words(office.post(page(joint), sent | {f"stage_{row.ref}": "stage-3"}))
    row.refresh_from_db()
    assert (row.stage, row.adoption) == ("stage-3", joint.adoption)


def test_longer_waits_need_a_reason_and_a_name(barnet: Cast, joint: Version, office: Client) -> None:
    row = barnet.raised()
    said = words(office.post(page(joint), DECIDED | {"refs": [row.ref], "longer": "yes"}))
    assert "Enter why people may wait longer" in said
    assert "Enter who judged that it is safe" in said


def test_what_happened_meanwhile_is_told_and_nothing_is_moved(barnet: Cast, joint: Version, office: Client) -> None:
    row = barnet.raised()
    seen = f"{row.ref}:{row.seq}"
    barnet.does(row, barnet.raises, FRIDAY, cmd.RecordDiscussion, summary="We spoke.")
    done = words(office.post(page(joint), DECIDED | {"refs": [row.ref], "confirm": "yes", "seen": seen}))
    assert "None was moved" in done
    assert "Somebody else acted while you had this page open" in done


def test_a_reason_is_needed_and_what_was_typed_is_kept(barnet: Cast, joint: Version, office: Client) -> None:
    row = barnet.raised()
    assert "Enter why they go over" in words(office.post(page(joint), {"refs": [row.ref], "longer": "no"}))
    office.post(page(joint), DECIDED | {"refs": [row.ref]})
    assert "The boards decided it." in words(office.get(page(joint)))
    assert Draft.objects.filter(person=barnet.manager).exists()


def test_before_its_day_it_is_only_shown(barnet: Cast, joint: Version) -> None:
    row = barnet.raised()
    with clock_at(MONDAY):
        browser = visiting(barnet.manager)
        said = words(browser.get(page(joint)))
        assert row.ref in said
        assert "Nothing can be moved until it is." in said
        browser.post(page(joint), DECIDED | {"refs": [row.ref], "confirm": "yes"})
    row.refresh_from_db()
    assert row.adoption == barnet.adoption


def test_what_the_office_has_a_conflict_of_interest_in_is_neither_listed_nor_moved(
    barnet: Cast, joint: Version, office: Client
) -> None:
    row, other = barnet.raised(), barnet.raised()
    Conflict.objects.create(escalation=row, person=barnet.manager, declared_at=MONDAY)
    assert row.ref not in words(office.get(page(joint)))
    office.post(page(joint), DECIDED | {"refs": [row.ref, other.ref], "confirm": "yes"})
    row.refresh_from_db()
    assert row.adoption == barnet.adoption


@pytest.mark.parametrize("below", ["open", "what-if", "what-if?ref={ref}"])
def test_whoever_is_not_the_office_finds_nothing_there(barnet: Cast, joint: Version, friday: None, below: str) -> None:
    row = barnet.raised()
    for who in (barnet.outside, barnet.raises, barnet.other_lead):
        assert visiting(who).get(page(joint, below.replace("{ref}", row.ref))).status_code == 404


def test_the_escalation_says_which_version_it_is_under_and_that_it_changed(
    barnet: Cast, joint: Version, office: Client
) -> None:
    row = at_police_line_3(barnet)
    assert "Policy version: Barnet Safeguarding Partnership resolution policy" in words(
        office.get(f"/escalations/{row.ref}")
    )
    office.post(page(joint), DECIDED | {"refs": [row.ref], "confirm": "yes"})
    said = words(office.get(f"/escalations/{row.ref}"))
    assert "Policy version changed" in said
    assert "Policy version: Multi-agency safeguarding escalation and resolution protocol" in said
    assert "The boards decided it." in said
    for whole in (f"/escalations/{row.ref}/record", f"/escalations/{row.ref}/copy"):
        answer = office.get(whole)
        assert answer.status_code == 200
    record = words(office.get(f"/escalations/{row.ref}/record"))
    assert "From: Barnet Safeguarding Partnership resolution policy" in record
    for who in (barnet.raises, barnet.lead):
        assert visiting(who).get(f"/escalations/{row.ref}").status_code == 200
        assert visiting(who).get("/my-work").status_code == 200


def test_what_if_tells_totals_and_each_by_reference_and_touches_nothing(
    barnet: Cast, joint: Version, office: Client
) -> None:
    row = in_mediation(barnet)
    office.get(page(joint, "what-if"))
    before = every_row()
    said = words(office.get(page(joint, "what-if")))
    assert "replayed under" in said
    assert "Passed a limit" in said
    assert row.ref in said
    assert "Child A" not in said
    one = words(office.get(page(joint, f"what-if?ref={row.ref}")))
    assert "mediation" in one
    assert "Where the paths part" in one or "Refused, or only with a reason" in one
    assert every_row() == before
    assert not Look.objects.filter(escalation=row).exists()


def test_what_if_knows_no_reference_of_another_partnership(barnet: Cast, joint: Version, office: Client) -> None:
    theirs = found("barnsley").raised()
    assert office.get(page(joint, f"what-if?ref={theirs.ref}")).status_code == 404
    assert Escalation.objects.filter(ref=theirs.ref).exists()


def test_a_text_that_does_not_load_says_where_it_stops(barnet: Cast, office: Client) -> None:
    version = papers.begun(barnet)
    texts = {**version.texts, "policy.yaml": version.texts["policy.yaml"].replace("nation: england", "nation: utopia")}
    Version.objects.filter(pk=version.pk).update(texts=texts)
    for below in ("open", "what-if"):
        assert "The text does not load" in words(office.get(page(version, below)))


def test_every_page_of_an_escalation_that_went_over_still_opens(barnet: Cast, joint: Version, office: Client) -> None:
    """Its stage before, and duties it had there, are not in the version that it stands under now."""
    row = in_mediation(barnet)
    sent = {"refs": [row.ref], "confirm": "yes", f"stage_{row.ref}": "stage-3"}
    assert "1 moved" in words(office.post(page(joint), DECIDED | sent))
    for who in (barnet.raises, barnet.other_lead, barnet.manager):
        browser = visiting(who)
        first = browser.get(f"/escalations/{row.ref}").content.decode()
        links = set(re.findall(rf'href="(/escalations/{row.ref}[^"#]*)', first))
        assert len(links) > 3
        for link in sorted(links):
            assert browser.get(unescape(link)).status_code in (200, 302), link
    assert "Mediation" in words(office.get(f"/escalations/{row.ref}/record"))
    for address in ("/today", "/my-work", "/tracker/barnet-children", "/desk/barnet-children"):
        assert office.get(address).status_code in (200, 302), address
