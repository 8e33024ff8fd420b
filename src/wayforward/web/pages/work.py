"""My work: every escalation I may see, over all my areas, with what I owe first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.commands import Actor
from wayforward.core.escalation import Owed
from wayforward.directory.seating import places
from wayforward.escalations import drafts, read, talks, telling
from wayforward.escalations.acting import seated
from wayforward.escalations.read import Listed
from wayforward.jobs import instant
from wayforward.web import words
from wayforward.web.deadlines import falls_to, owing
from wayforward.web.pages.desk.signatures import to_sign
from wayforward.web.pages.drafting import unsent
from wayforward.web.pages.inbox import item
from wayforward.web.pages.signing import signed_in

YEARS = range(2000, 2200)  # any other is no address of ours, and may have no hour in another zone
SHOWN = 5  # messages that wait to be seen: the rest are on the page of messages
WAITED_FOR = 2  # of what others owe, for each escalation


@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    at = instant.now()
    person = signed_in(request)
    who, where = read.viewer(person, at), places(person, at)
    may_owe = owing(person, where, at)
    closed = read.listed(who, read.ended(), after=_after(request.GET.get("after", "")))
    items = [
        _item(e, seated(person, where, e.row, e.state), at) for e in {e.row.pk: e for e in (*may_owe, *closed)}.values()
    ]
    return render(request, "work/my_work.html", {
        **_talks(talks.listed(person, where)),
        "owing": sorted((i for i in items if i["owed"]), key=lambda i: (i["next"] is None, i["next"] or at)),
        "waiting": [i for i in items if i["is_open"] and not i["owed"]],
        "closed": [i for i in items if i["ref"] in {e.row.ref for e in closed} and not i["owed"]],
        "older": _position(closed[-1]) if len(closed) == read.PAGE else "",
        "messages_waiting": [item(one, at) for one in telling.waiting(person, where, at, most=SHOWN)],
        "unsent": unsent(person, who),
        "to_sign": to_sign(person, at),
        "drafts": [d for d in drafts.of(person) if d.purpose == "raise"],
    })  # fmt: skip


def _talks(found: list[talks.Listed]) -> dict[str, list[dict[str, Any]]]:
    """The talks of one's own agency: those that wait for me, those that I wait for, and the rest."""
    lists: dict[str, list[dict[str, Any]]] = {"talks_for_me": [], "talks_i_wait_for": [], "talks_over": []}
    for one in found:
        kind, stands = one.talk.kind, one.talk.outcome
        over = stands == talks.DONE or (kind == talks.ALERT and one.seen)
        waits_for_them = stands == talks.WAITING if kind == talks.INFORMAL else one.mine and not over
        place = "talks_for_me" if one.waits else "talks_i_wait_for" if waits_for_them else "talks_over"
        lists[place].append({"talk": one.talk, "says": _said_of(one), "last_at": one.talk.last_at})
    return lists


def _said_of(one: talks.Listed) -> str:
    """What a talk is, in a line that tells nothing of what was said in it."""
    talk = one.talk
    whom = words.bare_title(talk.asked.title) if talk.asked else "your own lead"
    match talk.kind:
        case talks.INFORMAL:
            return f"A challenge to {talk.about.name if talk.about else 'another agency'}"
        case talks.ALERT:
            return f"Immediate harm: {f'for the {whom}' if one.mine else f'{talk.begun_by.name} tells you'}"
        case _ if one.mine:
            return f"Your question to the {whom}{' has an answer' if one.waits else ''}"
        case _:
            return f"{talk.begun_by.name} asks for your advice"


def _position(last: Listed) -> str:
    """Where a page ends, as its next page's address says it."""
    return f"{last.row.last_at.isoformat()},{last.row.pk}"


def _after(position: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended. Anything but an address of ours begins at the beginning."""
    instant, _, key = position.partition(",")
    try:
        at, pk = datetime.fromisoformat(instant), UUID(key)
    except ValueError:
        return None
    return (at.astimezone(UTC), pk) if at.tzinfo and at.year in YEARS else None  # no database knows every zone


def _item(entry: Listed, me: Actor, at: datetime) -> dict[str, Any]:
    row, rules = entry.row, entry.rules
    falls_to_me = falls_to(entry, me)
    owed = [d for d in falls_to_me if not rules.duties[d.duty].system]
    dates = [d.due_at for d in owed if d.due_at]
    late = row.state == "open" and row.due_at is not None and at > row.due_at
    return {
        "ref": row.ref,
        "area": row.partnership.area,
        "policy": rules.policy.title,
        "place": words.place(entry.state, rules.policy),
        "parties": f"{entry.names[0]} with {words.listed(entry.names[1:])}" if len(entry.names) > 1 else entry.names[0],
        "state": {
            "text": "Overdue" if late else words.state(row.state, rules.policy),
            "colour": words.colour(row.state, late),
        },
        "is_open": entry.state.open,
        "owed": [*asked(entry, me.agency, at), *dict.fromkeys(rules.duties[d.duty].says for d in owed)],
        "next": min(dates, default=None),
        "theirs": _theirs(entry, falls_to_me),
        "late": bool(dates) and at > min(dates),
        "last_at": row.last_at,
    }


def _theirs(entry: Listed, falls_to_me: list[Owed]) -> list[dict[str, Any]]:
    """What the others owe, next first: what I wait for."""
    rules, mine_too = entry.rules, {d.key for d in falls_to_me}
    owed = [d for d in entry.owed if d.key not in mine_too and not rules.duties[d.duty].system]
    owed = sorted(owed, key=lambda d: (d.due_at is None, d.due_at or d.arose_at))
    found = {rules.duties[d.duty].says: d for d in reversed(owed)}
    return [
        {"says": says, "who": _whose(d, entry), "due_at": d.due_at}
        for says, d in list(reversed(found.items()))[:WAITED_FOR]
    ]


def _whose(duty: Owed, entry: Listed) -> str:
    """Who owes it, by the agency's own name: "Bramblewood Primary School’s supervisor"."""
    names = {party.agency.key: party.agency.name for party in entry.row.parties.all()}
    sides = {"raising": names.get(entry.state.raising, ""), "each": names.get(duty.agency or "", "")}
    if len(entry.state.responding) == 1:
        sides["responding"] = names.get(entry.state.responding[0], "")
    who = words.people(duty.who, entry.rules.posts, {side: name for side, name in sides.items() if name})
    if who == words.SPECIAL["each agency"] and duty.agency in names:
        who = names[duty.agency]
    return f"{who[:1].upper()}{who[1:]}"


def asked(entry: Listed, agency: str, at: datetime) -> list[str]:
    """What the other side waits for from an agency, whether or not the policy makes a duty of it."""
    state, stage = entry.state, entry.rules.stages.get(entry.state.stage)
    if not state.open:
        return []
    proposal, challenged = state.proposal, agency in state.responding
    talk = _of_time(entry, agency, at)
    if proposal is not None:
        waits = (challenged or agency == state.raising) and agency not in proposal.agreed
        return [*(["A proposal waits for your answer."] if waits else []), *talk]
    decided_there = stage is not None and stage.decision is not None
    answers = challenged and agency not in entry.answered and not decided_there
    return [*(["Answer the challenge."] if answers else []), *talk]


def _of_time(entry: Listed, agency: str, at: datetime) -> list[str]:
    """A time to talk, or a later date, that the other side waits to hear about."""
    state, side = entry.state, entry.state.side(agency)
    offer, more = state.offer, state.asked_time
    if side not in ("raising", "responding"):
        return []
    says = []
    if offer and offer.accepted is None and offer.talk_at > at and state.side(offer.agency) != side:
        says.append(f"They offer to talk on {words.spoken(offer.talk_at)}. Say whether it suits.")
    if more and more.agreed is None and state.side(more.agency) != side:
        says.append(f"They ask for more time, until {words.spoken(more.until_at)}. Say whether they can have it.")
    return says
