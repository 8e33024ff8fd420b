"""The policy desk: versions of a policy, written, checked, signed and put in force by the partnership itself."""

from django.urls import URLPattern, path

from wayforward.web.pages.desk import beginning, shelf, standing

AREA = "desk/<slug:area>"
ONE = f"{AREA}/<uuid:version>"

ADDRESSES: list[URLPattern] = [
    path("desk", shelf.areas, name="desk"),
    path(AREA, shelf.shelf, name="desk-area"),
    path(f"{AREA}/new", beginning.begin, name="desk-new"),
    path(ONE, standing.version, name="desk-version"),
]
