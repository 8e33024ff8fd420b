"""Chase in one act: who owes what, by which clause and since when, already written down and ready to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.escalation import Owed
from wayforward.core.lifecycle import decide
from wayforward.core.limits import effective_deadline, overdue
from wayforward.core.people import OFFICE, Seat, seats
from wayforward.core.policy.duties import DutyKind
from wayforward.core.verdict import Refused
from wayforward.directory.seating import Seating
from wayforward.escalations import record
from wayforward.escalations.overtaking import Overtaken
from wayforward.web import fields, hold, words
from wayforward.web.acts.desk import Desk
from wayforward.web.owing import left, whole_day
from wayforward.web.pages.escalation import at_desk, frame
from wayforward.web.pages.signing import signed_in
from wayforward.web.pages.tracker.asking import Names, asked_for, query
from wayforward.web.templatetags.wayforward import weekday, weekday_instant

LONGEST = 4_000  # characters of a chase
ROWS = 18
NOTHING = "Nothing is owed here, so there is nothing to chase."
MOST_CLAUSES = 3  # in the words: more is no reminder
TELLING = (DutyKind.NOTIFY, DutyKind.UPDATE, DutyKind.RECORD, DutyKind.LEARN)  # what waits behind the matter itself
PLEASE = (
    "Please do it now and record it in Wayforward. If you cannot, say today when you will and who will help.",
    "If somebody is not safe, act now. Do not wait for this to be answered.",
)


@dataclass(frozen=True)
class Target:
    """One thing that can be chased: something owed, or with no duty an agency that has gone quiet."""

    says: str
    owed: Owed | None = None
    agency: str = ""
    late: bool = False

    @property
    def asks(self) -> dict[str, str]:
        return {"duty": self.owed.key} if self.owed else {"agency": self.agency}


class Chasing(fields.Questions):
    words = fields.Textarea(
        "What to say", most=LONGEST, rows=ROWS, missing="Enter what to say",
        hint="Change it as you like. Do not name the child, the adult or their family.",
    )  # fmt: skip


@hold.kept_for_its_writer
def chase(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything on one page: what is chased, the words, who is told, and the numbers to ring."""
    desk = at_desk(request, ref, "chase")
    targets = list(_targets(desk))
    target = _chosen(request, targets)
    page = frame(desk) | {"target": target, "others": _others(request, targets, target), "back": _back(request, desk)}
    if target is None:
        return render(request, "tracker/chase.html", page | {"cannot": NOTHING})
    place = _place(target, desk, request)
    before = hold.kept_on(place, signed_in(request)) if request.method != "POST" else None
    form = _form(request, target, desk, before)
    said = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    command = cmd.Chase(by=desk.me, duty=target.owed.key if target.owed else None, agency=target.agency, words=said)
    refusal = ""
    if said:
        outcome = record.submit(desk.opened.row.pk, command, desk.at)
        if not isinstance(outcome, Refused | Overtaken):
            hold.sent(place, signed_in(request))
            messages.success(request, f"The chase of {ref} is recorded. Ring them as well if it cannot wait.")
            return HttpResponseRedirect(page["back"])
        refusal = outcome.says
    told = decide(desk.rules, desk.state, command, desk.at)
    return render(request, "tracker/chase.html", page | {
        "form": form,
        "ticket": hold.ticket(place),
        "kept": before is not None,
        "refusal": refusal,
        "cannot": told.says if isinstance(told, Refused) and not refusal else "",
        "told": [] if isinstance(told, Refused) else list(_told(told, desk)),
        "clauses": _clauses(target, desk),
    })  # fmt: skip


def _form(request: HttpRequest, target: Target, desk: Desk, before: QueryDict | None) -> fields.Questions:
    """The words as they are sent, as they were typed before and never sent, or as they stand ready."""
    if before is not None:
        return hold.unjudged(Chasing, before)
    return Chasing(request.POST if request.method == "POST" else None, initial={"words": in_words(target, desk)})


def _place(target: Target, desk: Desk, request: HttpRequest) -> hold.Place:
    """Where the words are kept until they are sent: apart for each thing that is chased."""
    row = desk.opened.row
    about = sha256(urlencode(target.asks).encode()).hexdigest()[:16]
    return hold.Place(
        person=desk.me.person, partnership=str(row.partnership_id), purpose=f"chase:{row.ref}:{about}",
        address=request.get_full_path(),
    )  # fmt: skip


def in_words(target: Target, desk: Desk) -> str:
    """The chase as it stands before anybody changes it. It names no subject and nothing of the story."""
    policy, sides = desk.rules.policy, _sides(desk)
    lines = [f"Escalation {desk.opened.row.ref}, {words.place(desk.state, policy)}."]
    if target.owed is None:
        name = desk.agencies.get(target.agency, target.agency)
        lines.append(f"We have not heard from {name} about this escalation. Please say today where you stand.")
    else:
        who = words.people(target.owed.who, desk.rules.posts, sides)
        lines.append(f"The policy asks this of {who}: “{target.says}”")
        lines.append(_since(target.owed, desk))
        lines += [f"Clause {clause['id']}: {clause['says']}" for clause in _clauses(target, desk)[:MOST_CLAUSES]]
    return "\n\n".join((*lines, *PLEASE))


def _since(owed: Owed, desk: Desk) -> str:
    """Since when it has been owed, and by when it was or is due."""
    arose, due_at = weekday(owed.arose_at), effective_deadline(desk.state, owed)
    if due_at is None:
        return f"It has been owed since {arose}. The policy gives no date for it."
    late = overdue(desk.state, owed, desk.at)
    due = weekday(due_at) if whole_day(due_at, desk.rules) else weekday_instant(due_at)
    counted = left(due_at, late, desk.rules, desk.at).lower()
    if not late:
        return f"It has been owed since {arose}. It is due by {due}."
    return f"It has been owed since {arose}. It was due by {due}{f' ({counted})' if counted else ''}."


def _clauses(target: Target, desk: Desk) -> list[dict[str, str]]:
    """What the policy says of it: what is to be done, then by when, then the rest."""
    if target.owed is None:
        return []
    about = desk.rules.duties[target.owed.duty]
    texts = {clause.id: clause.says for clause in desk.rules.policy.clauses}
    ids = dict.fromkeys((*about.clauses[:1], *(about.time.clauses if about.time else ()), *about.clauses))
    return [{"id": clause, "says": texts[clause]} for clause in ids if clause in texts]


def _targets(desk: Desk) -> Iterator[Target]:
    """What can be chased, the most urgent first; then the agencies, for whatever no duty asks of them."""
    state, rules = desk.state, desk.rules
    owed = [duty for duty in state.owed() if not rules.duties[duty.duty].system and not _own(duty, desk)]
    owed.sort(key=lambda duty: _urgency(duty, desk))
    for duty in owed:
        where = desk.agencies.get(duty.agency or "", "") if rules.duties[duty.duty].each else ""
        says = f"{rules.duties[duty.duty].says}{f' ({where})' if where else ''}"
        yield Target(says=says, owed=duty, late=overdue(state, duty, desk.at))
    if state.open:
        for agency in (*state.responding, state.raising):
            yield Target(says=f"{desk.agencies.get(agency, agency)} has gone quiet", agency=agency)


def _own(duty: Owed, desk: Desk) -> bool:
    """Whether only the agency that chases owes it: nobody reminds themselves."""
    found = {seat.agency for who in duty.who for seat in seats(desk.rules.posts, desk.state, who, duty.agency)}
    return found == {desk.me.agency}


def _urgency(duty: Owed, desk: Desk) -> tuple[bool, bool, bool, datetime]:
    """The matter itself before telling others of it; of each what is late, then what is due first."""
    due_at, telling = effective_deadline(desk.state, duty), desk.rules.duties[duty.duty].kind in TELLING
    return not overdue(desk.state, duty, desk.at), telling, due_at is None, due_at or duty.arose_at


def _chosen(request: HttpRequest, targets: list[Target]) -> Target | None:
    """What the address names; else the first that is owed."""
    asked = {name: request.GET[name] for name in ("duty", "agency") if name in request.GET}
    return next((t for t in targets if t.asks == asked), next(iter(targets), None))


def _others(request: HttpRequest, targets: list[Target], chosen: Target | None) -> list[dict[str, Any]]:
    kept = {name: value for name, value in request.GET.items() if name not in ("duty", "agency")}
    return [
        {"says": t.says, "late": t.late, "href": f"?{urlencode({**kept, **t.asks})}"}
        for t in targets
        if t is not chosen
    ]


def _told(events: Iterable[ev.Event], desk: Desk) -> Iterator[dict[str, str]]:
    """Who is owed this message, each with a number to ring, or why it reaches nobody."""
    seating = Seating(desk.opened.row.partnership_id)
    for event in events:
        if not isinstance(event, ev.NoticeOwed):
            continue
        chair = seating.at(Seat(agency=event.agency, post=event.to if event.to in desk.rules.posts else None))
        where = chair.agency.name if chair.agency else desk.agencies.get(event.agency or "", "")
        title = words.bare_title(chair.post.title) if chair.post else words.who(event.to, desk.rules.posts)
        title = f"{title[:1].upper()}{title[1:]}"
        yield {
            "who": f"{title}, {where}" if where else title,
            "phone": chair.post.phone if chair.post else "",
            "why_not": event.blocked or chair.vacant,
        }


def _sides(desk: Desk) -> dict[str, str]:
    named = {"raising": desk.agencies.get(desk.state.raising, "")}
    if len(desk.state.responding) == 1:
        named["responding"] = desk.agencies.get(desk.state.responding[0], "")
    return {side: name for side, name in named.items() if name}


def _back(request: HttpRequest, desk: Desk) -> str:
    """To the tracker as it was filtered, for the office; to the escalation for anybody else."""
    row = desk.opened.row
    if desk.me.agency != OFFICE:
        return reverse("escalation", args=[row.ref])
    given = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    names = Names(desk.agencies, {s.id: s.label for s in desk.rules.policy.stages}, {})
    return f"{reverse('tracker-area', args=[row.partnership.key])}{query(asked_for(given, names))}"
