"""Proofs for tests to look at, each made once, and whether their stories come true."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from wayforward.core.routing import routes
from wayforward.core.rulebook import rulebook
from wayforward.policies import rehearse, shelf
from wayforward.policies.proving import data
from wayforward.policies.proving.proof import Claim, Proof, prove
from wayforward.policies.scenario import Example

ENGLAND = shelf.calendar("england")
TESTS = Path(__file__).parents[1]
FIVE = ["barnet-children", "barnet-multi-agency", "barnsley", "havering", "newham"]


@cache
def proof(name: str) -> Proof:
    return prove(shelf.load(name), ENGLAND, 2026)


def claim(found: Proof, name: str) -> Claim:
    return next(each for each in found.claims if each.claim == name)


def refusals(found: Proof) -> Iterator[str]:
    """Every way in which a story does not come true when it is told again."""
    it = found.policy
    for name, says, story in data.stories(found):
        example = Example(says=says, do=story, then={}, line=1)
        told = rehearse.rehearse(example, rulebook(it, ENGLAND, in_force=True), routes(it, ENGLAND), ENGLAND)
        yield from (f"{name}: {failure}" for failure in told.failures)
