"""What every answer tells the browser: keep no copy, lend nothing, ask for nothing."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from wayforward.web.headers import SameForAll, careful_headers, kept_for

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "script-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


class SignedIn:
    is_authenticated = True


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options", "head"])
def test_an_answer_carries_every_header_even_when_there_is_no_such_page(client: Client, method: str) -> None:
    headers = getattr(client, method)("/no-such-page-anywhere").headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_style_sheet_may_be_kept_and_carries_the_same_rules(client: Client) -> None:
    answer = client.get("/static/wayforward/wayforward.css")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_page_for_somebody_signed_in_is_never_kept_whatever_the_page_says() -> None:
    kept = careful_headers(lambda request: HttpResponse(headers={"Cache-Control": "public, max-age=600"}))
    request = RequestFactory().get("/")
    assert kept(request).headers["Cache-Control"] == "public, max-age=600"
    request.user = SignedIn()  # type: ignore[assignment]  # only the question the middleware asks
    assert kept(request).headers["Cache-Control"] == "no-store"


def test_what_is_the_same_for_all_may_be_kept_whoever_asks() -> None:
    request = RequestFactory().get("/")
    request.user = SignedIn()  # type: ignore[assignment]  # only the question the middleware asks
    kept = careful_headers(lambda asked: kept_for(SameForAll("x"), asked, timedelta(hours=1)))
    assert kept(request).headers["Cache-Control"] == "public, max-age=3600"


def test_what_renews_a_session_on_its_way_is_kept_by_nobody_between() -> None:
    def renewing(request: HttpRequest) -> HttpResponse:
        answer = kept_for(SameForAll("x", headers={"Vary": "Cookie"}), request, timedelta(hours=1))
        answer.set_cookie("sessionid", "x")
        return answer

    headers = careful_headers(renewing)(RequestFactory().get("/")).headers
    assert headers["Cache-Control"] == "private, max-age=3600"
    assert "Vary" not in headers
