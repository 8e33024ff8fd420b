"""What a policy file may say, key by key; an editor gets the same from `json_schema()`."""

from __future__ import annotations

from typing import Any

from wayforward.policies.shape.mistakes import shaped
from wayforward.policies.shape.whole import AcceptancesShape, ClausesShape, PolicyShape


def json_schema() -> dict[str, Any]:
    """The JSON Schema of policy.yaml, for editors that show help and mistakes while one writes."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **PolicyShape.model_json_schema()}


__all__ = ["AcceptancesShape", "ClausesShape", "PolicyShape", "json_schema", "shaped"]
