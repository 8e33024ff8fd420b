"""What is in a policy, as plain data: its stages, agencies, facts, duties, posts and forms, with their ids."""

from __future__ import annotations

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
    """A policy as plain data, for a program. `outline.tell` says more, to a person."""
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
