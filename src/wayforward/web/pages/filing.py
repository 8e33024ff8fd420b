"""The record on paper and on other systems: the whole of it, a short copy to file, and the same to paste."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.escalations import telling
from wayforward.web import hold
from wayforward.web.acts.desk import Desk
from wayforward.web.filing import filing, plain, to_file
from wayforward.web.kept import kept
from wayforward.web.owing import Reader
from wayforward.web.pages.escalation import at_desk, frame
from wayforward.web.positions import decided, panel, safe, sides
from wayforward.web.templatetags.wayforward import weekday_instant
from wayforward.web.timeline import timeline
from wayforward.web.told import lines


@hold.kept_for_its_writer
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole record, to print or file: what it was about, what was owed and done, and everything that happened."""
    desk = at_desk(request, ref, "record")
    opened = desk.opened
    return render(request, "escalation/record.html", frame(desk) | {
        "printed_at": desk.at,
        "entries": timeline(opened.history, desk.rules, desk.names),
        "sides": sides(desk),
        "safe": safe(desk),
        "decided": decided(desk),
        "panel": panel(desk),
        "told": list(lines(desk, telling.told(opened, desk.at))),
        "duties": kept(Reader(desk.state, desk.rules, desk.me, desk.at, desk.agencies)),
        "head": opened.row.head,
        "seq": opened.row.seq,
    })  # fmt: skip


@hold.kept_for_its_writer
def copy(request: HttpRequest, ref: str) -> HttpResponse:
    """The short copy for an agency's own file, with what it still has to tick off as filed."""
    desk = at_desk(request, ref, "copy")
    return render(request, "escalation/copy.html", frame(desk) | {
        "printed_at": desk.at, "sections": filing(desk), "to_file": to_file(desk),
    })  # fmt: skip


@hold.kept_for_its_writer
def text(request: HttpRequest, ref: str) -> HttpResponse:
    """The short copy as plain text. The browser shows it and keeps nothing of it."""
    desk = at_desk(request, ref, "text")
    return HttpResponse(plain(desk, _heading(desk), filing(desk)), content_type="text/plain; charset=utf-8")


def _heading(desk: Desk) -> str:
    policy, version = desk.rules.policy, desk.rules.policy.document.version
    return "\n".join([
        f"Escalation {desk.opened.row.ref}: copy for filing, {weekday_instant(desk.at)}",
        f"{policy.partnership}. {policy.title}{f', version {version}' if version else ''}.",
    ])  # fmt: skip
