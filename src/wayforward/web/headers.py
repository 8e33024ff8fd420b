"""What every answer tells the browser: keep no copy, lend nothing, ask for nothing."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

NOT_USED = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics")

ALWAYS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_USED),
    "Cross-Origin-Resource-Policy": "same-origin",
}


Answer = Callable[[HttpRequest], HttpResponseBase]


class SameForAll(HttpResponse):
    """An answer that is the same whoever asks, signed in or not, and has nothing of theirs in it: it may be kept."""


def kept_for(
    answer: SameForAll, request: HttpRequest, fresh: timedelta, stale: timedelta = timedelta(0)
) -> HttpResponse:
    """Let browsers keep an answer: `fresh` without asking again, `stale` after that while they ask or cannot.

    A browser that asks again and has this very answer is sent 304 and nothing else.
    """
    rules = ["public", f"max-age={round(fresh.total_seconds())}"]
    if stale > timedelta(0):
        for_how_long = round(stale.total_seconds())
        rules += [f"stale-while-revalidate={for_how_long}", f"stale-if-error={for_how_long}"]
    tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = ", ".join(rules)
    answer.headers["ETag"] = tag
    again = get_conditional_response(request, etag=tag, response=answer)
    if again is answer:
        return answer
    unchanged = SameForAll(status=again.status_code if again is not None else 304)
    for name in ("Cache-Control", "ETag"):
        unchanged.headers[name] = answer.headers[name]
    return unchanged


def careful_headers(get_response: Answer) -> Answer:
    """Middleware. Pages are never kept by the browser; styles and pictures carry their own rule already."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        if isinstance(response, SameForAll):
            _nobodys(response)
        elif response.headers["Cache-Control"] != "no-store" and _signed_in(request):
            response.headers["Cache-Control"] = "no-store"
        for name, value in ALWAYS.items():
            response.headers[name] = value
        return response

    return answer


def _signed_in(request: HttpRequest) -> bool:
    """Asks the database where a session has been begun, so it is asked only where the answer matters."""
    return getattr(request, "user", None) is not None and request.user.is_authenticated


def _nobodys(response: SameForAll) -> None:
    """The answer varies with no cookie. One that renews somebody's session on its way is theirs alone to keep."""
    if response.cookies:
        response.headers["Cache-Control"] = response.headers["Cache-Control"].replace("public", "private")
    if response.headers.get("Vary") == "Cookie":
        del response.headers["Vary"]
