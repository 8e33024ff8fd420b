"""What every answer tells the browser: keep no copy, lend nothing, ask for nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

NOT_USED = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics")

ALWAYS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_USED),
    "Cross-Origin-Resource-Policy": "same-origin",
}


Answer = Callable[[HttpRequest], HttpResponseBase]


def careful_headers(get_response: Answer) -> Answer:
    """Middleware. Pages are never kept by the browser; styles and pictures carry their own rule already."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        signed_in = getattr(request, "user", None)
        if signed_in is not None and signed_in.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        for name, value in ALWAYS.items():
            response.headers[name] = value
        return response

    return answer
