"""A comparison as plain data, for a program: the form of `wayforward policy diff --json`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from wayforward.core.working_time import LONDON
from wayforward.policies.proving.words import lasting

if TYPE_CHECKING:
    from wayforward.core.policy.whole import Policy
    from wayforward.policies.checking import Finding
    from wayforward.policies.comparing.comparison import Comparison
    from wayforward.policies.comparing.holes import Hole
    from wayforward.policies.comparing.hours import Changed
    from wayforward.policies.comparing.sentences import Same, Sentence
    from wayforward.policies.comparing.waiting import Wait, Waiting


def as_data(found: Comparison) -> dict[str, Any]:
    """Everything that differs. Instants are on London's clocks with their offset."""
    return {
        "before": _policy(found.before),
        "after": _policy(found.after),
        "year": found.year,
        "sentences": [_sentence(each) for each in found.sentences],
        "same": [_same(each) for each in found.same],
        "hours": [_hours(each) for each in found.hours],
        "holes": {
            "opened": [_hole(each) for each in found.holes.opened],
            "closed": [_hole(each) for each in found.holes.closed],
        },
        "waits": _waits(found.waits) if found.waits else None,
        "findings": {
            "opened": [_finding(each) for each in found.findings.opened],
            "closed": [_finding(each) for each in found.findings.closed],
        }
        if found.findings
        else None,
        "counts": {
            **{str(kind): count for kind, count in found.counts.items()},
            "same": len(found.same),
            "hours": len(found.hours),
            "holes-opened": len(found.holes.opened),
            "holes-closed": len(found.holes.closed),
        },
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.id,
        "title": policy.title,
        "partnership": policy.partnership,
        "version": policy.document.version,
        "digest": policy.digest,
    }


def _sentence(each: Sentence) -> dict[str, Any]:
    return {
        "kind": str(each.kind),
        "element": each.element,
        "field": each.field,
        "says": each.says,
        "before": each.before,
        "after": each.after,
        "effect": str(each.effect) if each.effect else None,
        "clauses_before": list(each.clauses_before),
        "clauses_after": list(each.clauses_after),
    }


def _same(each: Same) -> dict[str, Any]:
    return {
        "element": each.element,
        "title": each.title,
        "clauses_before": list(each.clauses_before),
        "clauses_after": list(each.clauses_after),
    }


def _hours(each: Changed) -> dict[str, Any]:
    return {
        "what": str(each.turn),
        "agencies": list(each.agencies),
        "lines": list(each.lines),
        "cases": each.cases,
        "when": each.when,
        "hours": round(each.hours, 2),
        "before": list(each.before),
        "after": list(each.after),
        "from": _at(each.from_at),
        "until": _at(each.until_at),
        "says": each.says,
    }


def _hole(each: Hole) -> dict[str, Any]:
    return {
        "agency": each.agency,
        "line": each.line,
        "hours": round(each.hours, 2),
        "says": each.says,
        "clauses": list(each.clauses),
    }


def _waits(found: Waiting) -> dict[str, Any]:
    return {
        "before": _wait(found.before, found.unlimited_before),
        "after": _wait(found.after, found.unlimited_after),
        "effect": str(found.effect) if found.effect else None,
        "says": found.says,
    }


def _wait(wait: Wait | None, unlimited: tuple[str, ...]) -> dict[str, Any]:
    return {
        "lasts": lasting(wait.lasts) if wait else None,
        "seconds": int(wait.lasts.total_seconds()) if wait else None,
        "working_days": wait.working_days if wait else None,
        "unlimited": list(unlimited),
    }


def _finding(each: Finding) -> dict[str, Any]:
    return {"rule": each.rule, "severity": str(each.severity), "elements": list(each.elements), "what": each.what}


def _at(at: datetime) -> str:
    return at.astimezone(LONDON).isoformat()
