"""Pages that are the same for everybody, and what is shown when something is not there or has failed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.web.visiting import read, visiting
from wayforward.project import urls
from wayforward.web.pages import standing

OPEN = ["/", "/help", "/privacy", "/cookies", "/accessibility", "/contact", "/policies", "/card", "/sign-in"]


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


@pytest.mark.django_db
def test_what_is_refused_is_the_same_answer_as_what_is_not_there() -> None:
    request = RequestFactory().get("/")
    refused = urls.handler403(request, PermissionDenied())
    missing = urls.handler404(request)
    assert refused.status_code == missing.status_code == 404
    assert refused.content == missing.content


# --- cookies -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*OPEN, "/nowhere", "/raise"])
def test_who_does_not_sign_in_is_given_no_cookie_but_the_one_of_a_form(client: Client, address: str) -> None:
    client.get(address)
    assert set(client.cookies) <= {settings.CSRF_COOKIE_NAME}


def test_the_two_cookies_of_the_cookie_page_are_all_that_are_ever_set(cast: Cast) -> None:
    ref = cast.raised().ref
    browser = Client()
    words = read(browser.get("/cookies"))
    browser.post("/sign-in", {"person": str(cast.raises.pk), "next": "/my-work"})
    for address in ("/my-work", f"/escalations/{ref}", f"/escalations/{ref}/attempt", "/raise", *OPEN):
        browser.get(address)
    browser.post(
        f"/escalations/{ref}/attempt", {"whom": "Duty worker", "summary": "Nobody answered.", "confirm": "yes"}
    )
    browser.get(f"/escalations/{ref}")
    browser.post("/sign-out")
    assert set(browser.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert all(f"Named {name}" in words for name in browser.cookies)


@pytest.mark.django_db
def test_the_cookie_page_gives_the_lifetimes_of_the_settings(client: Client) -> None:
    words = read(client.get("/cookies"))
    assert "after 15 minutes without use, and never longer than 12 hours" in words
    assert "52 weeks" in words
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60
    assert settings.CSRF_COOKIE_AGE == 52 * 7 * 24 * 60 * 60


# --- when the database has failed --------------------------------------------------------------------------

UNREACHABLE = """
import django, json, sys
django.setup()
from django.conf import settings
from django.test import Client
told = []
for address, session in json.loads(sys.argv[1]):
    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    answer = client.get(address)
    told.append([answer.status_code, dict(answer.headers), answer.content.decode()])
print(json.dumps(told))
"""
GONE = "postgresql://nobody@127.0.0.1:1/nowhere"
Told = tuple[int, dict[str, str], str]


def visited(pages: list[tuple[str, bool]], url: str, folder: Path) -> list[Told]:
    """Pages of a service of its own whose database is at `url`, each with whether somebody once signed in."""
    set_to = {"DATABASE_URL": url, "WAYFORWARD_DATA": str(folder), "WAYFORWARD_DEMO": "1"}
    done = subprocess.run(
        [sys.executable, "-c", UNREACHABLE, json.dumps(pages)],
        capture_output=True, text=True, check=True,
        env={**os.environ, **set_to, "DJANGO_SETTINGS_MODULE": "wayforward.project.settings"},
    )  # fmt: skip
    return [(status, headers, page) for status, headers, page in json.loads(done.stdout)]


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_a_database_that_cannot_be_reached_is_told_as_such_and_says_when_to_try_again(
    kind: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    url = GONE if kind == "postgresql" else f"sqlite:///{tmp_path / 'file' / 'in-a-file.sqlite3'}"
    pages = [("/contact", False), ("/card/havering/police", False), ("/my-work", True), ("/", True), ("/nowhere", True)]
    for (address, _), (status, headers, page) in zip(pages, visited(pages, url, tmp_path), strict=True):
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "60", "no-store"), address
        assert headers["X-Frame-Options"] == "DENY"
        assert "Content-Security-Policy" in headers
        assert "Sorry, the service is unavailable" in page
        assert 'href="tel:999"' in page
        assert "Do not wait for this service." in page


def test_what_needs_no_database_is_there_all_the_same(tmp_path: Path) -> None:
    pages = [(address, False) for address in ("/", "/help", "/accessibility", "/privacy", "/cookies")]
    assert {status for status, _, _ in visited(pages, GONE, tmp_path)} == {200}


@pytest.mark.django_db
def test_a_table_that_is_missing_is_a_mistake_of_ours_and_not_a_database_that_is_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE directory_partnership RENAME TO gone")
    client = Client(raise_request_exception=False)
    answer = client.get("/contact")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Sorry, there is a problem with the service" in read(answer)
    assert 'href="tel:999"' in answer.content.decode()


def test_somebody_signed_in_is_told_of_a_failure_too(cast: Cast) -> None:
    browser = visiting(cast.raises)
    browser.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE escalations_escalation RENAME TO gone")
    answer = browser.get("/my-work")
    assert answer.status_code == 500
    assert "Sorry, there is a problem with the service" in read(answer)
