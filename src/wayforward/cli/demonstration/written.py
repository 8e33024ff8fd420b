"""The demonstration as it is written: one file of agencies and people, and one of stories, for each policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent
ORDER = ("barnet-children", "barnet-multi-agency", "havering", "barnsley", "newham")
"""The policies of the demonstration. A person who works in two of them is written out in the earlier one."""


def world(policy: str) -> Mapping[str, Any]:
    """The partnership that runs this policy: its agencies, and who works there."""
    found: Mapping[str, Any] = _read(HERE / "worlds" / f"{policy}.yaml")
    return found


def stories(policy: str) -> Sequence[Mapping[str, Any]]:
    """What happened there, as steps with the verbs of a scenario."""
    found: Sequence[Mapping[str, Any]] = _read(HERE / "stories" / f"{policy}.yaml")
    return found


def talks(policy: str) -> Sequence[Mapping[str, Any]]:
    """What people there asked and told each other inside their own agencies."""
    file = HERE / "talks" / f"{policy}.yaml"
    found: Sequence[Mapping[str, Any]] = _read(file) if file.exists() else []
    return found


def desk(policy: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """What lies on the policy desk there, and why a finding of each rule is accepted."""
    found: Mapping[str, Any] = _read(HERE / "desk.yaml")
    return found["desks"][policy], found["reasons"]


def names() -> tuple[list[str], list[str]]:
    """First names and last names for people to be invented from."""
    found: Mapping[str, str] = _read(HERE / "names.yaml")
    return found["first"].split(), found["last"].split()


def texts() -> list[str]:
    """Everything that makes this demonstration what it is, for telling one version of it from another."""
    return [file.read_text("utf-8") for file in sorted(HERE.rglob("*")) if file.suffix in (".yaml", ".py")]


@cache
def _read(file: Path) -> Any:
    return YAML(typ="safe", pure=True).load(file.read_text("utf-8"))  # pure: YAML 1.2, where yes is a word
