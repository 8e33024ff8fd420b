"""Side-by-side timing: cases run in turn, round after round, so a machine that drifts drifts under all."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Case = Callable[[], object]


@dataclass(frozen=True)
class Comparison:
    """Nanoseconds for one operation of each case, a figure a round."""

    rounds: Mapping[str, tuple[float, ...]]

    def median(self, case: str) -> float:
        return statistics.median(self.rounds[case])

    def ratio(self, case: str, to: str) -> float:
        """The median of the ratios taken round by round, which the machine's own drift does not touch."""
        pairs = zip(self.rounds[case], self.rounds[to], strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)

    def table(self, title: str, to: str) -> None:
        """Print each case: its median, its spread, and how it compares with one of them."""
        print(f"\n{title}\n")
        wide = max(map(len, self.rounds))
        print(f"  {'':<{wide}}  {'median':>10}  {'least':>10}  {'most':>10}  {'x ' + to:>10}")
        for case, times in self.rounds.items():
            figures = (self.median(case), min(times), max(times))
            spread = "  ".join(f"{written(figure):>10}" for figure in figures)
            print(f"  {case:<{wide}}  {spread}  {self.ratio(case, to):>10.3g}")


def compare(cases: Mapping[str, tuple[Case, int]], *, rounds: int = 9, seconds: float = 0.08) -> Comparison:
    """Time each case for about `seconds` a round; the number beside it is how many operations it does."""
    repeats: dict[str, int] = {}
    for name, (case, _) in cases.items():
        case()  # warm: the first call fills tables and caches
        began = time.perf_counter()
        case()
        repeats[name] = max(1, int(seconds / max(time.perf_counter() - began, 1e-7)))
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, (case, operations) in cases.items():
            taken[name].append(_timed(case, repeats[name]) / operations)
    return Comparison({name: tuple(times) for name, times in taken.items()})


def _timed(case: Case, repeats: int) -> float:
    gc.collect()
    gc.disable()
    began = time.perf_counter_ns()
    for _ in range(repeats):
        case()
    took = time.perf_counter_ns() - began
    gc.enable()
    return took / repeats


def goal(name: str, ratio: float, limit: float, *, at_least: bool = False) -> bool:
    """Print whether a ratio is within its limit, and say so to the caller."""
    met = ratio >= limit if at_least else ratio <= limit
    asked = f"{'at least' if at_least else 'at most'} {limit:.3g}"
    print(f"  {'MET' if met else 'NOT MET':>7}  {name}: {ratio:.3g} ({asked})")
    return met


def written(nanoseconds: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"
