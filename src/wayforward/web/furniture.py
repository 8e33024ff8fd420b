"""What stands round every page: the demonstration banner, the navigation, the footer's links."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from wayforward.desk.officers import signs_for
from wayforward.directory.keeping import keeps_something
from wayforward.directory.models import Person
from wayforward.directory.seating import agencies_of, on
from wayforward.escalations import agency_clocks
from wayforward.jobs import instant
from wayforward.web.jumped import jumped
from wayforward.web.silence import warned

SIGNED_IN = (("My work", "my-work"), ("Messages", "inbox"))
KEEPING = (("Directory", "directory"),)
RUNNING = (("Health", "health"),)
MANAGING = (("Today", "today"),)
EVERYBODY = (
    ("Raise a disagreement", "raise"),
    ("Who do I contact now?", "contact-now"),
    ("Policies", "policies"),
)
FOOTER = (
    ("Help", "help"),
    ("Accessibility statement", "accessibility"),
    ("Privacy notice", "privacy"),
    ("Cookies", "cookies"),
)


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Context processor. A page whose address is not routed is left out, so nothing here leads nowhere."""
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    pages: tuple[tuple[str, str], ...] = (*SIGNED_IN, *EVERYBODY) if signed_in else (*EVERYBODY, ("Sign in", "sign-in"))
    if isinstance(person, Person) and agency_clocks.managed(person, instant.now()):
        pages = (*MANAGING, *pages)
    if isinstance(person, Person) and keeps_something(person, instant.now()):
        pages = (*pages, *KEEPING)
    if isinstance(person, Person) and person.operates:
        pages = (*pages, *RUNNING)
    links = _links(pages)
    if isinstance(person, Person):
        links = [*_office(person), *links]
    return {
        "demonstration": settings.WAYFORWARD_DEMO,
        "wrong_time": jumped(request) is not None,
        "silence": warned(request),
        "navigation": [link | {"current": link["href"] == request.path} for link in links],
        "sign_out_url": _address("sign-out") if signed_in else "",
        "footer_links": _links(FOOTER),
    }


def _office(person: Person) -> list[dict[str, Any]]:
    """For whoever works in a partnership's own office or signs its policies: straight there, or to a choice."""
    at = instant.now()
    offices = {agency.partnership.key for agency in agencies_of(person, on(at)) if agency.office}
    signs = {agency.partnership.key for agency in signs_for(person, at)}
    return [*_areas("Tracker", "tracker", offices), *_areas("Policy desk", "desk", offices | signs)]


def _areas(text: str, name: str, areas: set[str]) -> list[dict[str, Any]]:
    """The link to the one area's page, or to the choice of several; none where there is no area."""
    if not areas:
        return []
    return [{"text": text, "href": reverse(f"{name}-area", args=[*areas]) if len(areas) == 1 else reverse(name)}]


def _links(pages: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [{"text": text, "href": address} for text, name in pages if (address := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
