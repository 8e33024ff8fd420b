"""Whoever strays into raising with something that is not for it is shown where to go, and leaves no trace."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from tests.cast import Cast, found
from tests.web.pages.raising import filled_in
from tests.web.visiting import read, visiting
from wayforward.escalations.models import Draft, Look, SentElsewhere
from wayforward.notices.models import Notice
from wayforward.web.pages.raising.scope import elsewhere

COUNTED = "escalations.SentElsewhere"
CHOICES = ["own-agency", "whistleblowing", "complaint", "another-area", "adults"]


def everything_stored() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, whatever it is for; a session as what it says, without when it was last used."""
    rows = {model._meta.label: list(model.objects.values()) for model in apps.get_models()}  # type: ignore[attr-defined]  # every model has a manager
    rows["sessions.Session"] = [
        {k: v for k, v in session.get_decoded().items() if not k.endswith("_at")} for session in Session.objects.all()
    ]
    return rows


@pytest.mark.parametrize("choice", CHOICES)
def test_nothing_is_kept_of_whoever_is_sent_elsewhere_but_a_count_of_the_month(
    cast: Cast, choice: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = visiting(cast.raises)
    browser.get("/raise/in/havering")
    before = everything_stored()

    with caplog.at_level(logging.DEBUG):
        page = browser.post("/raise/in/havering", {"what": choice, "name": "Zyxwvut canary"})

    after = everything_stored()
    assert page.status_code == 200
    assert "Where to go instead" in read(page)
    counted = after.pop(COUNTED)
    assert [(row["to"], row["count"], row["month"].day) for row in counted] == [(choice, 1, 1)]
    assert before.pop(COUNTED) == []
    assert after == before

    logged = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert not any(word in logged for word in (choice, "Zyxwvut", str(cast.raises.pk), cast.raises.name))
    assert choice not in str(page.headers)
    assert not page.cookies.get("messages")


def test_the_policys_own_destination_comes_first_with_its_clauses(cast: Cast) -> None:
    words = read(visiting(cast.raises).post("/raise/in/havering", {"what": "own-agency"}))

    assert "its whistleblowing arrangements among them. " in words
    assert "Clause HV-22" in words


def test_an_adult_is_sent_to_the_procedure_that_covers_adults(cast: Cast) -> None:
    words = read(visiting(cast.raises).post("/raise/in/havering", {"what": "adults"}))
    assert "Use the safeguarding adults procedure for the area." in words


@pytest.mark.parametrize("policy", ["barnet-children", "barnet-multi-agency", "barnsley", "havering", "newham"])
def test_every_policy_asks_of_ones_own_agency_whistleblowing_a_complaint_and_another_area(
    db: None, sealing_key: object, policy: str
) -> None:
    cast = found(policy)
    asked = {item.id: item for item in elsewhere(cast.policy)}

    assert {"own-agency", "whistleblowing", "complaint", "another-area"} <= set(asked)
    page = visiting(cast.raises).get(f"/raise/in/{policy}")
    assert all(item.asks in read(page) for item in asked.values())
    assert all(item.goes for item in asked.values())


def test_what_belongs_here_begins_a_draft_and_asks_none_of_it_again(cast: Cast) -> None:
    browser = visiting(cast.raises)
    check = filled_in(browser)

    assert SentElsewhere.objects.count() == 0
    assert Draft.objects.count() == 1
    facts = browser.get(check.replace("/check", "/facts"))
    assert "inside your own agency" not in read(facts)
    assert "advice only" not in read(facts)


def test_nothing_chosen_is_told_and_nothing_kept(cast: Cast) -> None:
    page = visiting(cast.raises).post("/raise/in/havering", {})
    assert "Select one, or none of these" in read(page)
    assert (Draft.objects.count(), SentElsewhere.objects.count()) == (0, 0)


def test_an_area_where_somebody_does_not_work_is_not_there(cast: Cast, neighbours: Cast) -> None:
    browser = visiting(cast.raises)
    for tail in ("", "/advice"):
        assert browser.get(f"/raise/in/barnsley{tail}").status_code == 404
    for way in ("ask", "log"):
        assert browser.get(f"/talks/in/barnsley/{way}").status_code == 404


# --- advice only -----------------------------------------------------------------------------------------


def test_advice_is_a_complete_use_that_leaves_nothing(cast: Cast) -> None:
    browser = visiting(cast.raises)
    before = everything_stored()

    page = read(browser.get("/raise/in/havering/advice", {"other": "family-services"}))

    assert "What this policy asks first Stage One" in page
    assert "Talk with the other worker, by telephone or face to face." in page
    assert "Who to ring now" in page
    assert "By Monday 23 November 2026 , sooner if they need it." in page
    assert "Ask a senior manager in your agency, the Health Designated Doctor" in page
    assert everything_stored() == before
    assert (Notice.objects.count(), Look.objects.count(), Draft.objects.count()) == (0, 0, 0)


def test_advice_carries_what_was_chosen_into_a_draft_when_it_is_raised_after_all(db: None, sealing_key: object) -> None:
    cast = found("barnet-children")
    browser = visiting(cast.raises)
    asked = {"other": "family-services", "status": "open"}
    assert "Raise it after all" in read(browser.get("/raise/in/barnet-children/advice", asked))

    draft = browser.post("/raise/in/barnet-children/advice", asked).headers["Location"]

    page = browser.get(f"{draft}/other").content.decode()
    assert 'value="family-services" checked' in page
    assert 'value="open" checked' in browser.get(f"{draft}/facts").content.decode()


def test_advice_needs_an_agency_and_says_so(cast: Cast) -> None:
    browser = visiting(cast.raises)
    assert "There is a problem" not in read(browser.get("/raise/in/havering/advice"))
    assert "Select an agency" in read(browser.get("/raise/in/havering/advice", {"other": "nobody"}))
