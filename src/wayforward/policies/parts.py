"""A policy from the cache, each part of which is unpickled when it is first read: most questions need few."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import Any

from wayforward.core.policy.whole import Policy

NAMES = tuple(Policy.__dataclass_fields__)


def taken_apart(policy: Policy) -> dict[str, bytes]:
    """A policy in pickled parts, by the name of the field."""
    return {name: pickle.dumps(getattr(policy, name), protocol=5) for name in NAMES}


def put_together(parts: Mapping[str, bytes]) -> Policy:
    """The policy that was taken apart."""
    policy = object.__new__(Parted)
    policy.__dict__["_parts"] = parts
    return policy


class Part:
    """One field. Once read it stands in the policy's own dictionary, which Python looks into first."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, policy: Any, owner: type) -> Any:
        if policy is None:
            return self
        # The parts come out of the cache, and are trusted as it is: see kept.py.
        part = policy.__dict__[self.name] = pickle.loads(policy._parts[self.name])  # noqa: S301 -- see above
        return part


class Parted(Policy):
    """Equal to the policy it is, and as unchangeable."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Policy):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in NAMES)

    __hash__ = Policy.__hash__


for _name in NAMES:
    setattr(Parted, _name, Part(_name))
