"""Pages that are the same for everybody, and what is shown when something is not there or has failed."""

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.web.visiting import read
from wayforward.web.pages import standing

OPEN = ["/", "/help", "/privacy", "/accessibility", "/contact", "/policies", "/sign-in"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", OPEN)
def test_a_page_for_everybody_needs_no_sign_in_and_is_not_kept(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ring 999 now" in read(answer)


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_where_to_go(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Page not found" in read(answer)
    assert "Find who to ring now" in read(answer)


@pytest.mark.django_db
def test_a_failure_is_told_without_asking_the_database_which_may_be_what_failed() -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = standing.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Do not wait for this service." in read(answer)
    assert len(queries) == 0


@pytest.mark.django_db
def test_the_browser_finds_our_own_mark_and_no_crown(client: Client) -> None:
    html = client.get("/").content.decode()
    icon = html.partition('rel="icon" href="')[2].partition('"')[0]
    answer = client.get(icon)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/svg")


@pytest.mark.django_db
def test_a_form_that_was_open_before_signing_in_is_told_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-out")
    assert answer.status_code == 403
    assert "Go back and try again" in read(answer)
