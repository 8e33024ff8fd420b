"""An answer with its reason: whether something may be done, and what a person is told when it may not."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.policy.stages import Needed


@dataclass(frozen=True)
class Verdict:
    """Whether something may be done. The page shows `says` where the button would be.

    `needs` is what is still to be given. Where `allowed` is true they can all be given with the command itself;
    where it is false and `overridable` is true, a name and a reason are enough to go on without them.
    """

    allowed: bool
    says: str
    clauses: tuple[str, ...] = ()
    overridable: bool = False
    needs: tuple[Needed, ...] = ()


@dataclass(frozen=True)
class Refused:
    """An expected no, as a sentence for the person who asked. Nothing has changed."""

    says: str
    clauses: tuple[str, ...] = ()
    overridable: bool = False
    needs: tuple[Needed, ...] = ()
