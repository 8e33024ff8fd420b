"""A story about a policy, with dates: what people do, what is asked, and what should then be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Example:
    """A worked example or a scenario, read and checked.

    Steps keep the keys of the file. Every instant in them is an aware datetime: one written without an offset
    is on London's clocks. In `then` a plain date stays a date, and None means that there is none.
    """

    says: str
    clauses: tuple[str, ...] = ()
    do: tuple[Mapping[str, Any], ...] = ()
    ask: Mapping[str, Any] | None = None  # a question to the policy, in place of a case
    then: Mapping[str, Any]
    line: int  # where it begins in its file
