"""A policy at a glance: its stages, agencies, facts, duties, posts and forms, with their ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wayforward.cli import show
from wayforward.core.policy.duties import Duty
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.papers import Form
from wayforward.core.policy.people import Agency
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.routing.rows import Rows


def as_data(policy: Policy) -> dict[str, Any]:
    """The same as `tell`, for a program."""
    rows = Rows(policy.routes)
    return {
        "policy": policy.id,
        "title": policy.title,
        "partnership": policy.partnership,
        "nation": policy.nation,
        "version": policy.document.version,
        "status": policy.document.status,
        "digest": policy.digest,
        "subjects": list(policy.subjects),
        "stages": [_stage(stage) for stage in policy.stages],
        "agencies": [_agency(agency, rows) for agency in policy.agencies],
        "facts": [
            {"id": fact.id, "asks": fact.asks, "kind": str(fact.kind), "values": values(fact)} for fact in policy.facts
        ],
        "duties": [_duty(duty) for duty in policy.duties],
        "lines": list(dict.fromkeys(route.line for route in policy.routes)),
        "posts": [
            {"id": post.id, "title": post.title, "of": post.of, "how": show.how(post.contact), "via": post.via}
            for post in policy.posts
        ],
        "forms": [_form(form) for form in policy.forms],
    }


def values(fact: Fact) -> list[str]:
    """The values a fact may be given; none for a date."""
    if fact.kind == FactKind.YES_NO:
        return ["yes", "no"]
    return [option.id for option in fact.options]


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "id": stage.id,
        "label": stage.label,
        "title": stage.title,
        "says": stage.says,
        "formal": stage.formal,
        "beside": stage.beside,
        "lines": list(stage.tiers.lines) if stage.tiers else [stage.line] if stage.line else [],
        "moves": [{"id": move.id, "to": move.to, "kind": str(move.kind), "says": move.says} for move in stage.moves],
        "clauses": list(stage.clauses),
    }


def _agency(agency: Agency, rows: Rows) -> dict[str, Any]:
    titles = agency.statuses_titles
    return {
        "id": agency.id,
        "title": agency.title,
        "statuses": [{"id": status, "says": titles.get(status, "")} for status in agency.statuses],
        "lines": list(rows.lines(agency.id)),
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "id": form.id,
        "title": form.title,
        "when": list(form.when),
        "fields": [{"id": field.id, "label": field.label, "required": field.required} for field in form.fields],
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "id": duty.id,
        "kind": str(duty.kind),
        "says": duty.says,
        "who": list(duty.who),
        "to": list(duty.to),
        "when": list(duty.when),
        "within": _within(duty.time),
        "force": str(duty.time.force) if duty.time else None,
        "printed": duty.time.printed if duty.time else None,
        "clauses": list(duty.clauses),
    }


def _within(time: Timescale | None) -> str | None:
    return str(time.within) if time and time.within else None


def tell(policy: Policy) -> None:
    data = as_data(policy)
    show.lines([policy.title, edition(policy)])
    _part("Stages", (f"{each['id']}: {each['label']}, {each['title']}" for each in data["stages"]))
    _part("Agencies", map(_agency_line, data["agencies"]))
    _part("Facts", (f"{each['id']}{_among(each['values'])}: {each['asks']}" for each in data["facts"]))
    _part("Duties", map(_duty_line, data["duties"]))
    _part(
        "Posts",
        (f"{each['id']}: {each['title']}, {each['how'] or 'no contact printed'}" for each in data["posts"]),
    )
    _part("Forms", (f"{each['id']}: {each['title']}, {len(each['fields'])} questions" for each in data["forms"]))


def edition(policy: Policy) -> str:
    """Whose policy it is, and which: "Anytown Safeguarding Children Partnership, version 4, in draft"."""
    statuses = {"not stated": "no status stated", "draft": "in draft"}
    version = f"version {policy.document.version}" if policy.document.version else ""
    status = statuses.get(policy.document.status, policy.document.status)
    return ", ".join(filter(None, (policy.partnership, version, status)))


def _part(title: str, texts: Iterable[str]) -> None:
    told = list(texts)
    if told:
        show.lines(["", title])
        show.lines(told, "  ")


def _agency_line(agency: dict[str, Any]) -> str:
    statuses = [status["id"] for status in agency["statuses"]]
    word = "line" if len(agency["lines"]) == 1 else "lines"
    lines = f"; {word} {', '.join(agency['lines'])}" if agency["lines"] else ""
    return f"{agency['id']}: {agency['title']}{lines}" + (f"; statuses {', '.join(statuses)}" if statuses else "")


def _among(words: list[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def _duty_line(duty: dict[str, Any]) -> str:
    who = ", ".join(duty["who"]) or "nobody named"
    amount = duty["within"] or ""
    within = f"; {'within ' if amount[:1].isdecimal() else ''}{amount}" if amount else ""
    return f"{duty['id']} ({duty['kind']}): {duty['says']} By {who}{within}."
