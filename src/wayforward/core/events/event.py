"""What every event has in common: which of its fields are sealed when it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    SEALED: ClassVar[tuple[str, ...]] = ()
