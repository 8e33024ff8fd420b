"""The rulebook of a policy that a partnership put in force, compiled once and kept in memory."""

from __future__ import annotations

import json
from functools import lru_cache

from wayforward.core.policy import Form
from wayforward.core.routing import RouteTable, routes
from wayforward.core.rulebook import Rulebook, rulebook
from wayforward.directory.models import Adoption
from wayforward.policies import shelf


def rules_of(adoption: Adoption) -> Rulebook:
    """The rulebook an escalation was pinned to. Raises PolicyErrors when its kept text can no longer be read."""
    return _rulebook(adoption.digest, json.dumps(adoption.sources, sort_keys=True))


def routes_of(adoption: Adoption) -> RouteTable:
    """Who answers, by agency, line, status, facts and hour, under the same policy."""
    return _routes(adoption.digest, json.dumps(adoption.sources, sort_keys=True))


@lru_cache(maxsize=64)
def _rulebook(digest: str, sources: str) -> Rulebook:
    policy = shelf.load_text(json.loads(sources))
    # A partnership's decision put it in force, whatever its own front page says.
    return rulebook(policy, shelf.calendar(policy.nation), in_force=True)


@lru_cache(maxsize=64)
def _routes(digest: str, sources: str) -> RouteTable:
    policy = _rulebook(digest, sources).policy
    return routes(policy, shelf.calendar(policy.nation))


def secrets_of(forms: tuple[Form, ...]) -> dict[str, str]:
    """Which compartment each answer is sealed in: identity, location or narrative."""
    return {field.id: field.secret for form in forms for field in form.fields if field.secret != "plain"}
