"""A policy as BPMN 2.0, for tools that draw and read processes. It is an export: nothing here is ever run from it."""

from __future__ import annotations

from wayforward.core.policy.whole import Policy
from wayforward.policies.bpmn.course import course
from wayforward.policies.bpmn.writing import written

__all__ = ["bpmn", "course"]


def bpmn(policy: Policy) -> str:
    """The file, with its picture. The same policy is the same text.

    A time in working days or working hours stays in words, as BPMN allows: ISO 8601 has no such duration, and 48 hours
    are not two working days. Conditions are words too: this file explains, it does not decide.
    """
    return written(course(policy))
