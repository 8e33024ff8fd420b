"""The escalation page: what to do now, whom to ring, what is owed and why then, every way on, and what has happened."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.events import Raised
from wayforward.core.lifecycle import MoveChoice, moves
from wayforward.core.policy.papers import Guidance
from wayforward.core.policy.stages import MoveKind
from wayforward.core.routing import BadQuestion
from wayforward.core.working_time import OutsideCalendar
from wayforward.directory.models import Agency
from wayforward.escalations import read, talks
from wayforward.escalations.history import answered_here
from wayforward.jobs import instant
from wayforward.web import cards, hold, told, words
from wayforward.web.acts import GROUPS, offered, papers
from wayforward.web.acts.desk import Desk
from wayforward.web.between import asked_time, offered_time, seen_by
from wayforward.web.owing import Reader, linked, owed
from wayforward.web.pages.raising.safety import danger_fact
from wayforward.web.pages.signing import signed_in
from wayforward.web.positions import decided, panel, safe, sides, table
from wayforward.web.timeline import timeline
from wayforward.web.versions import called

IN_GOOD_FAITH = "It was raised in good faith, to keep somebody safe. It is no judgement of you."
PLAINLY = "Both sides want them to be safe. Say plainly what you saw, and ask what they saw."
NUMBERED = re.compile(r"^\d+\.\s+")  # a policy's own number of a principle, which says nothing away from its list
FIRST = {  # the acts that come as buttons, by the part that somebody has: as many of them as a telephone has room for
    "raising": ("answer", "give-time", "answer-time", "discuss", "no-reply"),
    "responding": ("answer", "answer-time", "give-time", "respond", "offer-time", "propose", "discuss"),
    "supporting": ("discuss", "no-reply"),
}
BUTTONS = 3
LATEST = 20  # entries of the history on the page
ELSEWHERE = 2  # the rank of a way back, or one that the policy does not give now
DECIDING = ("answer", "panel", "decide", "discuss")


@hold.kept_for_its_writer
def escalation(request: HttpRequest, ref: str) -> HttpResponse:
    desk = at_desk(request, ref, "page")
    is_open = desk.state.open
    reader = Reader(desk.state, desk.rules, desk.me, desk.at, desk.agencies, desk.opened.row.partnership.key)
    ways = [_way(choice, reader) for choice in moves(desk.rules, desk.state, desk.me, desk.at)] if is_open else []
    found: dict[str, Any] = {
        "owed": owed(reader),
        "contacts": contacts(desk) if is_open else [],
        "onward": sorted((way for way in ways if way["rank"] < ELSEWHERE), key=lambda way: way["rank"]),
        "elsewhere": [way for way in ways if way["rank"] == ELSEWHERE],
        "again": desk.state.line if is_open and desk.stage.tiers and desk.stage.tiers.lines else None,
        "guidance": [g.says for g in desk.rules.policy.guidance if _shown(g, desk)],
        "sides": sides(desk),
        "safe": safe(desk),
        "asked_of_me": is_open and desk.me.agency in desk.state.responding,
        "tone": tone(desk, IN_GOOD_FAITH),
        "seen_by": seen_by(desk),
        "offer": offered_time(desk) if is_open else None,
        "asked_time": asked_time(desk) if is_open else None,
        "table": table(desk) if is_open else None,
        "decided": decided(desk),
        "panel": panel(desk),
        "forms": papers.listed(desk),
        "along": talks.along(desk.opened.row, signed_in(request), desk.at),
        **_latest(desk),
    }
    found |= _acts(desk, found) | _danger(desk, found["owed"]) | told.panel(desk)
    more = {"jump": _jump(found), "others_summary": _others(found["owed"]["others"]), "seen": desk.state.seq}
    return render(request, "escalation/page.html", frame(desk) | found | more)


def _danger(desk: Desk, owed_now: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """That somebody is in danger now, while it is so and open; what the reader owes at once for it leaves its list."""
    fact = danger_fact(desk.rules)
    if fact is None or not desk.state.open or "yes" not in desk.state.facts.get(fact.id, ()):
        return {}
    at_once = [item for item in owed_now["mine"] if item["at_once"] and fact.id in item["because_of"]]
    owed_now["mine"] = [item for item in owed_now["mine"] if item not in at_once]
    raised = desk.opened.history[0].event
    first = isinstance(raised, Raised) and raised.raiser == desk.me.person and "yes" in raised.facts.get(fact.id, ())
    return {
        "danger": {"said": "You said" if first else "It is recorded", "changes": fact.id in papers.STATUS},
        "at_once": at_once,
    }


def _latest(desk: Desk) -> dict[str, Any]:
    """The latest of what people did, and how many came before: those stand in the record."""
    entries = timeline(reversed(desk.opened.history), desk.rules, desk.names, whole=False)
    earlier = max(0, len(entries) - LATEST)
    return {"entries": entries[:LATEST], "earlier": earlier, "policy_version": called(desk.rules.policy)}


def _acts(desk: Desk, found: dict[str, Any]) -> dict[str, Any]:
    """What can be done: the few that come as buttons, the rest under their headings, and what is not open, with why."""
    acts: list[dict[str, Any]] = [
        {"slug": act.slug, "title": act.title, "group": act.group, "verdict": verdict} for act, verdict in offered(desk)
    ]
    waits = {
        "answer": bool(found["table"] and found["table"]["asked"]),
        "respond": desk.me.agency not in answered_here(desk.opened.history),
        "offer-time": desk.state.offer is None,
    }
    open_to_me = [act for act in acts if act["verdict"].allowed or act["verdict"].overridable]
    by_slug = {act["slug"]: act for act in open_to_me}
    wanted = FIRST.get(desk.state.side(desk.me.agency) or "", DECIDING)
    first = [by_slug[slug] for slug in wanted if waits.get(slug, True) and slug in by_slug]
    right = any(act["slug"] == "respond" for act in first[:BUTTONS])
    first = first[: BUTTONS - 1 if right else BUTTONS]  # "You are right" is a button too
    rest = [act for act in open_to_me if act not in first]
    return {
        "first_acts": first,
        "right": right,
        "groups": [
            {"title": group, "acts": inside}
            for group in GROUPS
            if (inside := [act for act in rest if act["group"] == group])
        ],
        "shut": [act for act in acts if act not in open_to_me],
        "chases": desk.me.office or desk.state.side(desk.me.agency) == "raising",
        "is_party": desk.state.side(desk.me.agency) is not None,
    }


def tone(desk: Desk, ours: str = PLAINLY) -> dict[str, Any]:
    """How to take a challenge, in the policy's own words and clause where it has any, in ours where it has none."""
    own = [g for g in desk.rules.policy.guidance if g.kind == "tone"]
    here = next((g for g in own if desk.state.stage in g.shown), next(iter(own), None))
    if here is None:
        return {"says": ours, "clauses": []}
    linked_ = linked(here.clauses, desk.rules, desk.opened.row.partnership.key)
    return {"says": NUMBERED.sub("", here.says), "clauses": [clause | {"text": ""} for clause in linked_]}


def _others(owed_by_others: list[dict[str, Any]]) -> str:
    late = sum(item["late"] for item in owed_by_others)
    return f"What others owe ({len(owed_by_others)})" + (f", {late} overdue" if late else "")


def _jump(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Links to the parts of the page that lie further down, in its own order."""
    parts = [
        ("Who to ring", "ring", bool(found["contacts"])),
        ("Both positions", "sides", True),
        ("Ways on", "ways", bool(found["onward"] or found["elsewhere"])),
        ("What else you can do", "acts", True),
        ("Who has been told", "told", True),
        ("History", "history", True),
    ]
    return [{"text": text, "href": f"#{part}"} for text, part, there in parts if there]


def at_desk(request: HttpRequest, ref: str, what: str) -> Desk:
    """The escalation as the reader may see it, with who they are in it. Not there and not theirs are the same 404."""
    at = instant.now()
    opened = read.open_escalation(ref, signed_in(request), at, what)
    if opened is None:
        raise Http404
    agencies = Agency.objects.filter(partnership=opened.row.partnership, office=False).order_by("name")
    return Desk(
        opened=opened,
        me=opened.me,
        at=at,
        chosen={name: value for name, value in request.GET.items() if isinstance(value, str)},
        agencies={agency.key: agency.name for agency in agencies},
        full_board=frozenset(agency.key for agency in agencies if agency.full_board),
    )


def frame(desk: Desk) -> dict[str, Any]:
    """What every page of an escalation shows: which it is, where it stands, and for which partnership."""
    row, policy = desk.opened.row, desk.rules.policy
    late = desk.state.open and row.due_at is not None and desk.at > row.due_at
    state = "Overdue" if late else words.state(row.state, policy)
    named = [desk.agencies.get(key, key) for key in (desk.state.raising, *desk.state.responding)]
    return {
        "ref": row.ref,
        "area": row.partnership.key,
        "partnership_name": row.partnership.name,
        "policy": policy,
        "place": words.place(desk.state, policy),
        "stage": desk.stage,
        "is_open": desk.state.open,
        "identity": {
            "reference": row.ref,
            "facts": [f"{named[0]} with {words.listed(named[1:])}"],
            "tag": {"text": state, "colour": words.colour(row.state, late)},
        },
    }


def contacts(desk: Desk) -> list[dict[str, Any]]:
    """Whom to ring now, for each agency that is challenged: the policy's answer, or the declared hole."""
    stage, policy = desk.stage, desk.rules.policy
    line = desk.state.line if stage.tiers and stage.tiers.lines else stage.line
    if line is None:
        return []
    numbers = cards.Numbers(desk.opened.row.partnership)
    found = []
    for agency in desk.state.responding:
        kind, name = agency.partition(":")[0], desk.agencies.get(agency, agency)
        status = next(iter(desk.state.facts.get("status", ())), None)
        places = {"raising": desk.state.raising, "responding": agency, "each": agency, kind: agency}
        asked = cards.Asked(kind, name, places, desk.agencies, inside=True)
        try:
            answer = desk.opened.routes.answer(kind, line, desk.at, status, desk.state.facts)
        except (BadQuestion, OutsideCalendar) as problem:
            found.append({"agency": name, "problem": str(problem)})
            continue
        shown = cards.answer(answer, policy, numbers, asked)
        if desk.me.agency == agency:  # whoever is challenged rings the other side, and has their own beside it
            shown["cards"].sort(key=lambda card: bool(card["agency"] == name))
        for card in shown["cards"][:-1]:
            card["otherwise"] = []  # the same advice once, under the last of them
        found.append({"agency": name, **shown})
    return found


def _shown(guidance: Guidance, desk: Desk) -> bool:
    return desk.state.stage in guidance.shown and guidance.when.holds(desk.state.facts)


def _way(choice: MoveChoice, reader: Reader) -> dict[str, Any]:
    """A way on as the page shows it. Rank 0 is the policy's next step, 1 another of its ways, 2 back or outside."""
    verdict, move = choice.verdict, choice.move
    onward = choice.line is not None or (move is not None and move.kind is not MoveKind.BACK)
    is_next = choice.line is not None or (move is not None and move.kind is MoveKind.NEXT)
    can_be = onward and (verdict.allowed or bool(verdict.needs))
    there = f"{choice.stage.label}: {choice.stage.title}"
    return {
        "stage": choice.stage,
        "line": choice.line,
        "title": f"Line {choice.line} of {there}" if choice.line else there,
        "says": move.says if move else "",
        "verdict": verdict,
        "clauses": reader.clauses(verdict.clauses),
        "needs": not verdict.allowed or bool(verdict.needs),
        "open": verdict.allowed or verdict.overridable,
        "rank": 0 if can_be and is_next and verdict.allowed else 1 if can_be else ELSEWHERE,
    }
