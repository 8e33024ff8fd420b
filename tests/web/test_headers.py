"""What every answer tells the browser: keep no copy, lend nothing, ask for nothing."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from wayforward.web.headers import careful_headers

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
