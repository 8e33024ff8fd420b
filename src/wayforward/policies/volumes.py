"""How many escalations stand at each stage and pass through it, in words that give no small number away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wayforward.core.working_time.dates import listed

FEW = 5  # a smaller number could point at one person, and is never shown
ENDED = ""  # the way out of a stage by which an escalation ended there
OTHER = "another stage"  # one that this version of the policy does not have
EXPLAINED = (
    "The numbers count escalations: those that are open now, and those that left the stage in the last 12 months. One"
    " that came back counts each time. A number from 1 to 4 is not shown, nor any from which it could be worked out."
)


@dataclass(frozen=True, kw_only=True)
class Volume:
    """What went through one stage: exact numbers, which only `told` may put into words.

    `median` is in `unit`, from coming to leaving: half of those who left were there no longer. None where nobody left.
    """

    here: int = 0  # open there now; not among those who left
    passed: int = 0  # visits that ended in the last 12 months
    median: float | None = None
    unit: str = "working days"  # or "days", where the policy itself counts nights and weekends there
    ways: Mapping[str, int] = field(default_factory=dict)  # how many of them left for which stage, or ENDED


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A volume in words that anybody may read. `within` is empty where too few left for a median."""

    here: str
    passed: str
    within: str = ""
    ways: tuple[str, ...] = ()


def shown(volume: Volume, labels: Mapping[str, str]) -> Shown:
    """What may be said of one stage. `labels` names the stages that it leads to.

    As soon as one way was taken by fewer than FEW, the other ways and the total are given as "5 or more" alone:
    otherwise the hidden one is what is missing from the sum. No median and no way is given of fewer than FEW.
    """
    exact = not any(0 < number < FEW for number in volume.ways.values())
    here, passed = counted(volume.here), counted(volume.passed, exact)
    if volume.passed < FEW:
        return Shown(here=here, passed=passed)
    within = _within(volume.median, volume.unit) if volume.median is not None else ""
    return Shown(here=here, passed=passed, within=within, ways=tuple(_ways(volume, labels, exact)))


def told(volume: Volume, labels: Mapping[str, str]) -> Iterator[str]:
    """The facts of a stage's box, a line each."""
    said = shown(volume, labels)
    yield f"{said.here} open now"
    yield f"{said.passed} left in 12 months"
    if said.within:
        yield f"Half of them left {said.within}"
    yield from said.ways


def _ways(volume: Volume, labels: Mapping[str, str], exact: bool) -> Iterator[str]:
    """Where they went, those of which the same is said in one line; how many ended there comes last."""
    went: dict[str, list[str]] = {}
    for way, number in sorted(volume.ways.items()):
        if number and way != ENDED:
            went.setdefault(counted(number, exact), []).append(labels.get(way, OTHER))
    for number_said, names in went.items():
        yield f"{number_said}{' each' if len(names) > 1 else ''} went to {listed(names)}"
    if volume.ways.get(ENDED):
        yield f"{counted(volume.ways[ENDED], exact)} ended here"


def counted(number: int, exact: bool = True) -> str:
    """A number that may be read by anybody: "None", "Fewer than 5", or the number; "5 or more" where not exact."""
    if number == 0:
        return "None"
    if number < FEW:
        return f"Fewer than {FEW}"
    return f"{number:,}" if exact else f"{FEW} or more"


def _within(median: float, unit: str) -> str:
    if median == 0:
        return "on the same working day" if unit == "working days" else "on the same day"
    number = f"{median:.1f}".removesuffix(".0")
    return f"within {number} {unit.removesuffix('s') if median == 1 else unit}"
