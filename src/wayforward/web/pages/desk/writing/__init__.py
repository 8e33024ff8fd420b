"""The policy editor: the parts of a version as pages of questions, its week, its preview and its file."""

from django.urls import URLPattern, path

from wayforward.web.pages.desk.writing import contents, element, filing, out, previewing, weekly

ONE = "desk/<slug:area>/<uuid:version>"
EACH = f"{ONE}/write/<slug:part>/<str:key>"

ADDRESSES: list[URLPattern] = [
    path(f"{ONE}/write", contents.contents, name="desk-write"),
    path(f"{ONE}/write/<slug:part>", contents.part, name="desk-part"),
    path(f"{ONE}/write/<slug:part>/new", element.new, name="desk-new-element"),
    path(EACH, element.element, name="desk-element"),
    path(f"{EACH}/take-out", out.drop, name="desk-remove"),
    path(f"{EACH}/name", out.called, name="desk-rename"),
    path(f"{EACH}/order", contents.order, name="desk-order"),
    path(f"{ONE}/week", weekly.page, name="desk-week"),
    path(f"{ONE}/preview", previewing.page, name="desk-preview"),
    path(f"{ONE}/file", filing.page, name="desk-file"),
    path(f"{ONE}/file/<path:name>", filing.away, name="desk-file-away"),
]
