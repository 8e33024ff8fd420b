"""A policy laid out for somebody who reads it: each stage as one short block, then times, contacts and principles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.papers import Clause
from wayforward.core.policy.people import Post
from wayforward.core.policy.stages import Move, Power, Stage
from wayforward.core.rulebook import Rulebook
from wayforward.policies.drawing import WAYS
from wayforward.web import words

ROWS = {  # what is asked of a duty, in the order in which a practitioner asks it
    "Who talks to whom": (DutyKind.MEET, DutyKind.CONSULT),
    "Who is told": (DutyKind.NOTIFY, DutyKind.UPDATE, DutyKind.CONFIRM),
    "What is recorded": (DutyKind.RECORD, DutyKind.FORM),
    "Who settles it": (DutyKind.DECIDE,),
    "What is learned": (DutyKind.LEARN,),
    "Reminders": (DutyKind.PROMPT,),
}
HEADINGS = {
    "principle": "Principles",
    "tone": "How to talk to each other",
    "actor": "Who it is for",
    "flexibility": "What may be done in another way",
    "tip": "Advice",
    "warning": "Warnings",
    "definition": "What its words mean",
    "window": "Hours",
    "governance": "About the document",
}
POWERS = {
    Power.DECIDES: "decides",
    Power.FACILITATES: "helps to find a solution",
    Power.MEDIATES: "mediates",
    Power.RECOMMENDS: "recommends",
    Power.NONE: "has no power to decide",
}
SETTLED_BY = {
    "raising": "Only the side that raised it can say that it is settled.",
    "both": "Both sides have to agree that it is settled.",
    "decider": "The decision settles it.",
}
CLOCKS = (DutyKind.RESOLVE, DutyKind.CAP)


def blocks(rules: Rulebook) -> list[dict[str, Any]]:
    """One for each stage, in the order of the ladder, those beside it last."""
    policy = rules.policy
    stages = [*(s for s in policy.stages if not s.beside), *(s for s in policy.stages if s.beside)]
    return [_block(stage, rules) for stage in stages]


def always(rules: Rulebook) -> list[dict[str, Any]]:
    """What is owed whatever the stage, row by row."""
    owed = [d for d in rules.policy.duties if d.kind not in CLOCKS and not stages_of(d, rules)]
    return list(_rows(owed, rules))


def timescales(rules: Rulebook) -> list[dict[str, Any]]:
    """Every limit, and every duty with a time: the limits of stages first."""
    duties = sorted(rules.policy.duties, key=lambda d: d.kind not in CLOCKS)
    timed = [d for d in duties if d.stage or d.every or (d.time and d.time.within)]
    return [
        {
            "what": about(d, rules),
            "time": _time(d, rules),
            "from": starts(d, rules) if d.every or (d.time and d.time.within) else "",
            "clauses": _linked((*(d.time.clauses if d.time else ()), *d.clauses)),
            "origin": words.origin(d),
        }
        for d in timed
    ]


def posts(rules: Rulebook) -> list[dict[str, Any]]:
    """The posts with what the policy prints about reaching them; those without anything are told apart."""
    return [
        {
            "title": post.title,
            "where": _where(post, rules),
            "phone": post.contact.phone,
            "email": post.contact.email,
            "marked": post.contact.marked,
            "says": post.contact.says,
            "via": words.bare_title(rules.posts[post.via].title) if post.via and post.via in rules.posts else "",
            "clauses": _linked(post.clauses),
        }
        for post in rules.policy.posts
        if post.contact.phone or post.contact.email or post.contact.says
    ]


def guidance(rules: Rulebook) -> list[dict[str, Any]]:
    """The policy's own principles and advice, kind by kind; never a list merged from several policies."""
    kinds = [*HEADINGS, *sorted({g.kind for g in rules.policy.guidance} - HEADINGS.keys())]
    found = [
        {
            "heading": HEADINGS.get(kind, "More guidance"),
            "items": [{"says": g.says, "clauses": _linked(g.clauses)} for g in rules.policy.guidance if g.kind == kind],
        }
        for kind in kinds
    ]
    return [group for group in found if group["items"]]


def scope(rules: Rulebook) -> dict[str, list[dict[str, Any]]]:
    """What the policy covers, and what it does not with where that goes instead."""
    items = [
        (s.applies, {"says": s.says, "send_to": s.send_to, "clauses": _linked(s.clauses)}) for s in rules.policy.scope
    ]
    return {
        "covered": [one for applies, one in items if applies],
        "not_covered": [one for applies, one in items if not applies],
    }


def clauses(found: Iterable[Clause]) -> list[dict[str, Any]]:
    """Every clause in our words, each with an anchor of its own."""
    return [{"id": c.id, "says": c.says, "ref": c.ref, "why_not": c.not_executable} for c in found]


def _block(stage: Stage, rules: Rulebook) -> dict[str, Any]:
    owed = [d for d in rules.policy.duties if d.kind not in CLOCKS and stage.id in stages_of(d, rules)]
    limit = next((d for d in rules.policy.duties if d.stage == stage.id), None)
    recorded = [{"says": need.says, "clauses": _linked(need.clauses)} for need in stage.produces if need.says]
    rows = {row["key"]: row["items"] for row in _rows(owed, rules)}
    talk = [{"says": says, "clauses": []} for says in _acts(stage, rules)]
    rows["Who talks to whom"] = [*talk, *rows.get("Who talks to whom", [])]
    rows["What is recorded"] = [*rows.get("What is recorded", []), *recorded]
    rows["Who settles it"] = [*_deciders(stage, rules), *rows.get("Who settles it", [])]
    return {
        "id": stage.id,
        "name": f"{stage.label}: {stage.title}",
        "beside": stage.beside,
        "says": stage.says,
        "enters_when": stage.enters_when,
        "optional": stage.optional,
        "time": _time(limit, rules) if limit else stage.silent or "The policy gives no time for this stage.",
        "from": starts(limit, rules) if limit and limit.time and limit.time.within else "",
        "stated": _stated(limit),
        "caps": [f"{d.says} {_time(d, rules)}" for d in rules.policy.duties if stage.id in d.stages],
        "rows": [{"key": key, "items": rows[key]} for key in ROWS if rows.get(key)],
        "next": [_way(move, rules) for move in stage.moves if move.to in rules.stages],
        "clauses": _linked(stage.clauses),
    }


def _acts(stage: Stage, rules: Rulebook) -> Iterator[str]:
    people = {side: words.people(names, rules.posts) for side, names in stage.acts.items() if names}
    sides = [people[side] for side in ("raising", "responding") if side in people]
    if sides:
        yield f"Between {sides[0]}, and {sides[1]}." if len(sides) > 1 else f"Led by {sides[0]}."
    for side, names in people.items():
        if side not in ("raising", "responding"):
            yield f"Brought in: {names}."
    if stage.tiers and stage.tiers.says:
        yield stage.tiers.says
    elif stage.tiers and stage.tiers.lines:
        yield f"There are {len(stage.tiers.lines)} lines at the other agency, one after the other."


def _deciders(stage: Stage, rules: Rulebook) -> Iterator[dict[str, Any]]:
    decision = stage.decision
    if decision is not None:
        by = words.people(decision.by, rules.posts)
        final = " The decision is final." if decision.final else ""
        says = f"{_sentence(f'{by} {POWERS[decision.power]}')}{final}" if by else "The policy names nobody."
        yield {"says": says, "clauses": _linked(decision.clauses)}
    if stage.panel is not None:
        members = words.bare_title(rules.posts[stage.panel.members].title) if stage.panel.members in rules.posts else ""
        says = f"A panel of {stage.panel.size}{f', each a {members}' if members else ''}. {stage.panel.from_agencies}"
        yield {"says": says.strip(), "clauses": _linked(stage.panel.clauses)}
    yield {"says": SETTLED_BY.get(stage.settled_by, SETTLED_BY["raising"]), "clauses": []}


def _rows(owed: Iterable[Duty], rules: Rulebook) -> Iterator[dict[str, Any]]:
    known = list(owed)
    for key, kinds in ROWS.items():
        items = [_item(d, rules) for d in known if d.kind in kinds]
        if items:
            yield {"key": key, "items": items}


def _item(duty: Duty, rules: Rulebook) -> dict[str, Any]:
    return {
        "says": duty.says,
        "who": words.people(duty.who, rules.posts),
        "to": words.people(duty.to, rules.posts),
        "time": _time(duty, rules) if duty.every or (duty.time and duty.time.within) else "",
        "blocked": duty.blocked,
        "origin": words.origin(duty),
        "clauses": _linked(duty.clauses),
    }


def _way(move: Move, rules: Rulebook) -> dict[str, Any]:
    to = rules.stages[move.to]
    says = move.says.rstrip(".")
    return {
        "kind": f"{WAYS[move.kind]}, by itself" if move.automatic else WAYS[move.kind],
        "href": f"#{to.id}",
        "to": f"{to.label}: {to.title}",
        "says": says[:1].upper() + says[1:],
        "needs": [need.says for need in move.needs if need.says],
        "clauses": _linked(move.clauses),
    }


def stages_of(duty: Duty, rules: Rulebook, deep: int = 5) -> frozenset[str]:
    """The stages whose beginning, end or lines give rise to a duty, or to the duty that it follows."""
    found: set[str] = set()
    for occurrence in duty.when:
        name, _, what = occurrence.rpartition(" ")
        if what == "done" and name in rules.duties and deep:
            found |= stages_of(rules.duties[name], rules, deep - 1)
        else:
            first = occurrence.partition(" ")[0]
            found |= {first} & rules.stages.keys()
    return frozenset(found)


def about(duty: Duty, rules: Rulebook) -> str:
    if duty.stage:
        stage = rules.stages[duty.stage]
        return f"{stage.label}: {stage.title}"
    return duty.says


def _time(duty: Duty, rules: Rulebook) -> str:
    time = words.time_of(duty.time, rules.posts)
    again = f"Every {duty.every}, until it ends." if duty.every else ""
    return f"{time} {again}".strip()


def starts(duty: Duty, rules: Rulebook) -> str:
    """What starts its clock, in words: "Stage One began"."""
    occurrences = duty.time.starts if duty.time and duty.time.starts else duty.when
    happenings = list(dict.fromkeys(_happening(occurrence, rules) for occurrence in occurrences))
    return "; or ".join(happenings[:3]) + ("; and so on" if len(happenings) > 3 else "")


def _happening(occurrence: str, rules: Rulebook) -> str:
    """The lines of a stage begin one after another, and are told as one."""
    stage, _, rest = occurrence.partition(" line ")
    if stage in rules.stages and rest.endswith(" begins"):
        return f"Each line of {rules.stages[stage].label} began"
    return words.happening(occurrence, rules).rstrip(".")


def _stated(limit: Duty | None) -> list[str]:
    """Where the document prints the time, and where two places of it differ."""
    if limit is None or limit.time is None:
        return []
    places = limit.time.stated
    if len({stated.printed.lower() for stated in places}) < 2:
        return []
    return [f"{s.clause} ({s.where}): “{s.printed}”.{f' {s.says}' if s.says else ''}" for s in places]


def _where(post: Post, rules: Rulebook) -> str:
    agency = next((a.title for a in rules.policy.agencies if a.id == post.of), "")
    sides = {"raising": "Your own agency", "responding": "The other agency", "each": "Each agency"}
    return agency or sides.get(post.of, "The partnership" if post.of == "partnership" else "")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _linked(ids: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": clause, "href": f"#{clause}"} for clause in dict.fromkeys(ids)]
