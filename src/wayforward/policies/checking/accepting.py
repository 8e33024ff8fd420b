"""Accepting a finding: a name, a day and a reason in accepted.yaml beside the policy, whose comments stay."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from wayforward.policies.checking.finding import Finding

ACCEPTED = "accepted.yaml"
WIDEST = 4096  # characters: a reason stays on its line


def with_accepted(text: str | None, finding: Finding, by: str, on: date, because: str) -> str:
    """The text of accepted.yaml with this finding accepted, in place of any earlier acceptance of it.

    It holds until what the finding rests on changes. `text` is None where there is no such file yet.
    """
    data = _read(text) if text else {"accepted": []}
    others = [one for one in data["accepted"] if one["finding"] != finding.key]
    told = {"finding": finding.key, "mark": finding.mark, "by": by, "on": on.isoformat(), "because": because}
    data["accepted"][:] = [*others, {name: Quoted(" ".join(said.split())) for name, said in told.items()}]
    return _written(data)


def without_accepted(text: str, key: str) -> str | None:
    """The text without the acceptance of the finding of this name. None where nothing is left in it."""
    data = _read(text)
    data["accepted"][:] = [one for one in data["accepted"] if one["finding"] != key]
    return _written(data) if data["accepted"] else None


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = WIDEST
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _read(text: str) -> Any:
    return _yaml().load(text)


def _written(data: Any) -> str:
    stream = io.StringIO()
    _yaml().dump(data, stream)
    return stream.getvalue()
