"""Today: what a manager's agency has to answer, by when and who has it; and handing it to somebody, story unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core.escalation import Owed
from wayforward.core.lifecycle import decide
from wayforward.core.limits import CLOCKS
from wayforward.core.people import OFFICE, seats
from wayforward.core.verdict import Refused
from wayforward.directory.models import Agency, Person, Work
from wayforward.directory.people import name_of
from wayforward.escalations import agency_clocks, read, record
from wayforward.escalations.agency_clocks import Clocked, Having
from wayforward.escalations.overtaking import Overtaken
from wayforward.escalations.read import Listed
from wayforward.jobs import instant
from wayforward.web import fields, hold, words
from wayforward.web.fields import Option
from wayforward.web.owing import left, whole_day
from wayforward.web.pages.acting import follows
from wayforward.web.pages.signing import signed_in
from wayforward.web.pages.work import asked
from wayforward.web.reviews import pressing

HOUR = timedelta(hours=1)
GROUPS = (
    ("late", "Past its date"),
    ("today", "Due today"),
    ("week", "This week"),
    ("later", "Later, or with no date"),
    ("others", "Waiting for others"),
)
SHOWN = 3  # of what there is to do, and of those who have it: the rest are counted
FEW = 20  # colleagues to choose from at once
LAST_PAGE = 9_999
LONGEST_NAME = 100


@login_required
def today(request: HttpRequest) -> HttpResponse:
    at, person = instant.now(), signed_in(request)
    agencies = agency_clocks.managed(person, at)
    if not agencies:
        return render(request, "today/nothing.html", {"reviews": pressing(person, at)})
    page = _page(request.GET.get("page", ""))
    clocked, more = agency_clocks.clocks(person, read.viewer(person, at), agencies, at, page)
    items = [_item(one, at) for one in clocked]
    return render(request, "today/today.html", {
        "at": at,
        "reviews": pressing(person, at),
        "figures": agency_clocks.counted(person, agencies, at),
        "groups": [
            {"heading": heading, "of": _soonest(i for i in items if i["group"] == name), "others": name == "others"}
            for name, heading in GROUPS
        ],
        "any": bool(items),
        "earlier": page - 1,
        "later": page + 1 if more else 0,
    })  # fmt: skip


def _soonest(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """By date, and what has none after all that has one."""
    return sorted(items, key=lambda item: (item["due_at"] is None, item["due_at"] or datetime.max))


def _page(written: str) -> int:
    """Which page is asked for. Anything but an address of ours is the first."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < len(str(LAST_PAGE)) + 1 else 1
    return max(number, 1)


def _item(clocked: Clocked, at: datetime) -> dict[str, Any]:
    entry, agency = clocked.listed, clocked.agency
    row, rules = entry.row, entry.rules
    to_do, due_at = _to_do(clocked, at)
    late = due_at is not None and at > due_at
    having = list(_having(clocked.having))
    return {
        "ref": row.ref,
        "agency": agency,
        "area": row.partnership.area,
        "policy": rules.policy.title,
        "place": words.place(entry.state, rules.policy),
        "parties": _parties(entry),
        "to_do": to_do[:SHOWN],
        "to_do_more": max(len(to_do) - SHOWN, 0),
        "ended": "" if entry.state.open else words.state(row.state, rules.policy),
        "due_at": due_at,
        "whole_day": due_at is not None and whole_day(due_at, rules),
        "left": _left(due_at, late, entry, at) if due_at else "",
        "late": late,
        "silent": clocked.silent,
        "having": having[:SHOWN],
        "having_more": max(len(having) - SHOWN, 0),
        "nobody": not any(one.people for one in clocked.having),
        "open_to_me": clocked.open_to_me,
        "is_open": entry.state.open,
        "can_be_handed": entry.state.open and clocked.side is not None,
        "group": _group(bool(to_do), due_at, at),
    }


def _parties(entry: Listed) -> str:
    return f"{entry.names[0]} with {words.listed(entry.names[1:])}" if len(entry.names) > 1 else entry.names[0]


def _to_do(clocked: Clocked, at: datetime) -> tuple[list[str], datetime | None]:
    """What lies with the agency, in sentences, and when the first of it is due; else when the next of it all is.

    A limit is not something to do: it bounds what is. Our own reminders are left out.
    """
    entry, agency = clocked.listed, clocked.agency
    rules, row = entry.rules, entry.row
    owed = [d for d in entry.owed if not (rules.duties[d.duty].system or rules.duties[d.duty].kind in CLOCKS)]
    theirs = [d for d in owed if _falls_to(d, entry, agency)]
    waits = asked(entry, agency.key, at)
    says = [*waits, *dict.fromkeys(rules.duties[d.duty].says for d in theirs)]
    if not says and clocked.next_is_ours and entry.state.open:
        says = waits = ["Settle it, or take it on. The next step lies with your agency."]
    dates = [d.due_at for d in theirs if d.due_at]
    if row.state == "open" and row.due_at and (waits or not dates):
        dates.append(row.due_at)
    return says, min(dates, default=None)


def _falls_to(duty: Owed, entry: Listed, agency: Agency) -> bool:
    found = (s for words_ in duty.who for s in seats(entry.rules.posts, entry.state, words_, duty.agency))
    return any(seat.agency == agency.key or (agency.office and seat.agency == OFFICE) for seat in found)


def _group(to_do: bool, due_at: datetime | None, at: datetime) -> str:
    if not to_do:
        return "others"
    if due_at is None:
        return "later"
    if at > due_at:
        return "late"
    due_on, now_on = words.london(due_at).date(), words.london(at).date()
    if due_on == now_on:
        return "today"
    return "week" if due_on.isocalendar()[:2] == now_on.isocalendar()[:2] else "later"


def _left(due_at: datetime, late: bool, entry: Listed, at: datetime) -> str:
    """Hours on the day itself, where the limit has an hour; working days otherwise."""
    if late or due_at - at >= timedelta(hours=24) or whole_day(due_at, entry.rules):
        return left(due_at, late, entry.rules, at)
    hours = int((due_at - at) / HOUR)
    return f"{hours} hour{'' if hours == 1 else 's'} left" if hours else "Less than an hour left"


def _having(having: tuple[Having, ...]) -> Iterator[str]:
    """Each person once, under the first post that brings them in; a post that nobody holds says so."""
    named = set()
    for one in having:
        title = words.bare_title(one.post)
        if not one.people:
            yield f"nobody, as {title}"
        elif one.people[0] not in named:
            named.add(one.people[0])
            yield f"{one.people[0]}, {title}" if title else f"{one.people[0]}, by name"


# --- handing it to somebody --------------------------------------------------------------------------------


@hold.kept_for_its_writer
def hand_over(request: HttpRequest, ref: str) -> HttpResponse:
    """Give it to somebody of the agency by name. Whoever manages the agency may, without seeing what it is about."""
    at, person = instant.now(), signed_in(request)
    clocked = agency_clocks.one(ref, person, read.viewer(person, at), at, request.GET.get("agency", ""))
    if clocked is None or clocked.side is None:
        raise Http404
    finding, named = "find" in request.POST, request.POST.get("named", "").strip()[:LONGEST_NAME]
    found = agency_clocks.colleagues(clocked, person, at, named, FEW + 1)
    chosen = agency_clocks.colleague(clocked, person, at, request.POST.get("person", ""))
    offered = {work.person_id: work for work in (*found[:FEW], *filter(None, [chosen]))}
    place = _place(clocked, person)
    form = _form(request if not finding else None, list(offered.values()), place, person)
    page: dict[str, Any] = {
        "item": _item(clocked, at), "form": form, "found": bool(offered), "more": len(found) > FEW, "named": named,
        "ticket": hold.ticket(place), "partnership_name": clocked.listed.row.partnership.name,
    }  # fmt: skip
    if request.method == "POST" and not finding:
        hold.keep(place, hold.typed_in(request))
        if form.is_valid():
            return _hand(request, clocked, place, page)
    return render(request, "today/hand_over.html", page)


def _place(clocked: Clocked, person: Person) -> hold.Place:
    ref = clocked.listed.row.ref
    return hold.Place(
        person=str(person.pk),
        partnership=str(clocked.agency.partnership_id),
        purpose=f"hand-over:{ref}:{clocked.agency.pk}",
        address=f"{reverse('hand-over', args=[ref])}?agency={clocked.agency.key}",
    )


def _form(request: HttpRequest | None, found: list[Work], place: hold.Place, person: Person) -> fields.Questions:
    """The questions, with what `request` sends or else with what was typed before and not sent."""
    options = [Option(str(work.person_id), name_of(work), work.job) for work in found]
    asks = {
        "person": fields.Radios("Who should have it?", options, missing="Select who should have it"),
        "reason": fields.Textarea(
            "Anything they should know?", rows=3, required=False,
            hint="They can read the escalation. This is added to its record, so everybody in it can read this.",
        ),
        "__module__": __name__,
    }  # fmt: skip
    kind: type[fields.Questions] = type("HandOver", (fields.Questions,), asks)
    if request is not None and request.method == "POST":
        return kind(request.POST)
    before = hold.kept_on(place, person)
    return hold.unjudged(kind, before) if before is not None else kind()


def _hand(request: HttpRequest, clocked: Clocked, place: hold.Place, page: dict[str, Any]) -> HttpResponse:
    """Show what follows, then do it."""
    row, person, at = clocked.listed.row, signed_in(request), instant.now()
    given = page["form"].cleaned_data
    command = cmd.Join(
        by=agency_clocks.acting_for(clocked, person), agency=clocked.agency.key, side=clocked.side or "",
        person=given["person"], reason=given["reason"] or "",
    )  # fmt: skip
    name = dict(page["form"].fields["person"].choices)[given["person"]]
    sure = request.POST.get("confirm") == "yes"
    rules = clocked.listed.rules
    outcome = record.submit(row.pk, command, at) if sure else decide(rules, agency_clocks.bare_state(row), command, at)
    if isinstance(outcome, Refused | Overtaken):
        return render(request, "today/hand_over.html", page | {"refusal": outcome.says})
    if isinstance(outcome, record.Accepted):
        hold.sent(place, person)
        messages.success(request, f"{name} has {row.ref} now, and can read it.")
        return HttpResponseRedirect(reverse("today"))
    return render(request, "today/check.html", page | {
        "name": name, "given": given, "follows": follows(outcome, rules),
    })  # fmt: skip
