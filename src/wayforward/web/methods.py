"""Pages are read and forms are sent, and nothing else is asked of them."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed

ASKED = ("GET", "HEAD", "POST")

Answer = Callable[[HttpRequest], HttpResponseBase]


def only_pages_and_forms(get_response: Answer) -> Answer:
    """Middleware. Any other method gets the same answer everywhere, so it cannot tell what is there.

    Nothing has an address with a zero byte in it, which PostgreSQL would not even look for.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path:
            raise Http404
        return get_response(request) if request.method in ASKED else HttpResponseNotAllowed(ASKED)

    return answer
