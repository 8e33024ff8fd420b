"""What differs between a version and what is in force, or another version: in sentences, hours, waits and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.desk.comparing import compared
from wayforward.desk.models import Version
from wayforward.directory.seating import on
from wayforward.policies.errors import PolicyErrors
from wayforward.web.differences import told
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import address, frame

IN_FORCE = "in-force"
OFFERED = 20  # other versions, the latest first


@dataclass(frozen=True)
class Other:
    """What a version can be compared with. `key` stands in the address."""

    key: str
    name: str
    texts: dict[str, str]


@login_required
def page(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """From another to this one. Without a choice: from what is in force, else from what it was begun from."""
    desk, row = access.version(request, area, version)
    chosen = _chosen(desk, row, request.GET.get("from", ""))
    page: dict[str, Any] = frame(desk, row, "desk-compare") | {
        "chosen": chosen,
        "others": [other for other in _offered(desk, row) if chosen is None or other["key"] != chosen.key],
        "open": address("desk-open", desk.area, row) if desk.governs else "",
    }
    if chosen is None:
        return render(request, "desk/compare.html", page)
    found = compared(chosen.texts, row.texts, on(desk.at))
    if isinstance(found, PolicyErrors):
        return render(request, "desk/compare.html", page | {"mistakes": found.errors})
    return render(request, "desk/compare.html", page | {"found": True} | told(found))


def _chosen(desk: access.Desk, row: Version, key: str) -> Other | None:
    """What to compare it with; None where there is nothing to."""
    if key in ("", IN_FORCE) and (adopted := desk.adoption) is not None and adopted.pk != row.adoption_id:
        return Other(IN_FORCE, "what is in force now", adopted.sources)
    if key == IN_FORCE:
        raise Http404
    if not key:
        return _of(row.from_version) if row.from_version else None
    rows = Version.objects.filter(partnership=desk.partnership).exclude(pk=row.pk)
    try:
        found = rows.filter(pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return _of(found)


def _of(other: Version) -> Other:
    return Other(str(other.pk), _name(other), other.texts)


def _name(other: Version) -> str:
    number = f", version {other.number}" if other.number else ""
    return f"{other.title or 'a draft without a title'}{number}"


def _offered(desk: access.Desk, row: Version) -> list[dict[str, Any]]:
    adopted = desk.adoption
    in_force = [{"key": IN_FORCE, "text": "What is in force now"}] if adopted and adopted.pk != row.adoption_id else []
    rows = Version.objects.filter(partnership=desk.partnership).exclude(pk=row.pk).defer("texts")
    others = [
        {"key": str(each.pk), "text": _name(each), "saved_at": each.saved_at}
        for each in rows.order_by("-saved_at", "pk")[:OFFERED]
    ]
    return [*in_force, *others]
