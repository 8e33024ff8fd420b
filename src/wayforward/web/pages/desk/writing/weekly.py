"""The week on one page: for each agency and line who answers at which hours, with every gap in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import OutsideCalendar
from wayforward.core.working_time.dates import listed
from wayforward.directory.seating import on
from wayforward.policies import shelf
from wayforward.policies.writing.parts import Element
from wayforward.policies.writing.week import DAYS, Band, Cell, Grid, week
from wayforward.web.pages.desk.writing.page import Writing, named_part, writing


@login_required
def page(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    desk = writing(request, area, version, reads=True)
    frame = desk.frame(
        title="The week: who answers when",
        back_to=desk.address("desk-write") if desk.desk.governs else "", days=DAYS,
        add=desk.address("desk-new-element", "routes"), broad=True,
    )  # fmt: skip
    policy = desk.read.policy
    if policy is None:
        return render(request, "desk/week.html", frame | {"broken": True})
    try:
        grids = week(policy, shelf.calendar(policy.nation), on(desk.desk.at))
    except OutsideCalendar:
        return render(request, "desk/week.html", frame | {"unknown": True})
    rows = _Rows(desk, policy)
    without = [agency.title for agency in policy.agencies if agency.id not in {grid.agency for grid in grids}]
    return render(request, "desk/week.html", frame | {
        "grids": [_grid(grid, desk, rows) for grid in grids], "without": listed(without),
    })  # fmt: skip


class _Rows:
    """The contact rows of the policy, as a cell shows them: who, and where the row is changed."""

    def __init__(self, desk: Writing, policy: Policy) -> None:
        self.desk, self.policy = desk, policy
        self.titles = {post.id: post.title for post in policy.posts}
        self.agencies = {agency.id: agency.title for agency in policy.agencies}
        self.own = {_named(one): one.key for one in desk.section(named_part("routes")).elements}

    def drawn(self, i: int) -> dict[str, Any]:
        route = self.policy.routes[i]
        key = self.own.get(route.id) or self.own.get(f"{route.agency}-{route.line}-{i}", "")
        own = self.desk.section(named_part("routes")).elements
        if not key and len(own) == len(self.policy.routes):
            key = own[i].key
        who = listed([self.titles.get(post, post) for post in route.posts]) or "Nobody is named"
        changes = key and self.desk.desk.governs
        return {"who": who, "href": self.desk.address("desk-element", "routes", key) if changes else ""}


def _named(element: Element) -> str:
    return str(element.values.get("id") or "")


def _grid(grid: Grid, desk: Writing, rows: _Rows) -> dict[str, Any]:
    agency = rows.agencies.get(grid.agency, grid.agency)
    add = f"{desk.address('desk-new-element', 'routes')}?{urlencode({'agency': grid.agency, 'line': grid.line})}"
    same = {cell for band in grid.bands for cell in band.cells}
    return {
        "title": f"{agency}, line {grid.line}", "add": add, "gaps": _merged(grid),
        "unstated": any(cell.rows and not any(rows.policy.routes[i].hours for i in cell.rows) for cell in same),
        "always": _cell(grid.bands[0].cells[0], list(DAYS), rows) if len(same) == 1 else None,
        "bands": [{"hours": _hours(band), "cells": list(_cells(band, rows))} for band in grid.bands],
    }  # fmt: skip


def _cells(band: Band, rows: _Rows) -> Iterator[dict[str, Any]]:
    """The cells of one band: days that follow each other and have the same answer share one."""
    days = zip(band.cells, DAYS, strict=True)
    for cell, together in groupby(days, key=lambda each: each[0]):
        yield _cell(cell, [day for _, day in together], rows)


def _cell(cell: Cell, days: list[str], rows: _Rows) -> dict[str, Any]:
    drawn = {one["who"]: one for one in reversed([rows.drawn(i) for i in cell.rows])}
    return {
        "days": _from_to(days), "span": len(days), "gap": cell.gap, "sometimes": cell.sometimes,
        "rows": list(reversed(drawn.values())),
    }  # fmt: skip


def _from_to(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1].lower() if days[-1] == DAYS[-1] else days[-1]}"


def _hours(band: Band) -> str:
    return "All day" if (band.begins, band.until) == ("00:00", "24:00") else f"{band.begins} to {band.until}"


def _merged(grid: Grid) -> list[str]:
    """The gaps in sentences: each stretch of hours with the days on which nobody is named."""
    found: dict[str, list[str]] = {}
    for day, band in grid.gaps:
        found.setdefault(_hours(band), []).append(day)
    return [f"{hours}: {_days(days)}" for hours, days in found.items()]


def _days(days: list[str]) -> str:
    if len(days) == len(DAYS):
        return "every day"
    plain = list(DAYS[:5])
    if days[:5] == plain:
        days = ["Monday to Friday", *days[5:]]
    return listed([day if day != "Bank holiday" else "bank holidays" for day in days])
