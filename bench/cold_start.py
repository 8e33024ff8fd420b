"""Whole commands from a cold start, beside a Python that does nothing; the processes take turns.

    python bench/cold_start.py

A question that names its instant is kept once it is answered, so it is timed twice over: asked again, and asked
for the first time of a policy that has been read before.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

from common import goal

PYTHON = sys.executable
ASK = (PYTHON, "-m", "wayforward.cli")
ROUNDS = 15
CONTACT = (*ASK, "contact", "barnet-children", "--agency", "police", "--line", "2", "--json", "--at")
DUE = (*ASK, "due", "barnet-children", "--stage", "stage-1", "--json", "--start")
FLOOR = "python -c pass"


def commands() -> dict[str, Callable[[int], Sequence[str]]]:
    """Each takes the number of the round, so that a question can be one that nobody has asked before."""
    return {
        FLOOR: lambda n: (PYTHON, "-c", "pass"),
        "contact, asked again": lambda n: (*CONTACT, "2025-08-19T10:00"),
        "due, asked again": lambda n: (*DUE, "2025-08-21T14:10"),
        "contact, first asked": lambda n: (*CONTACT, f"2025-08-19T10:{n:02d}:01"),
        "due, first asked": lambda n: (*DUE, f"2025-08-21T14:{n:02d}:01"),
        "import the model of a policy": lambda n: (PYTHON, "-c", "import wayforward.core.policy"),
        "import django": lambda n: (PYTHON, "-c", "import django"),
    }


def seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    return time.perf_counter() - began


def check(environment: dict[str, str]) -> None:
    """The answers are right, and the same when they are asked for again."""
    for _ in range(2):
        answer = json.loads(subprocess.check_output((*CONTACT, "2025-08-19T10:00"), env=environment))
        assert answer["contacts"][0]["post"].startswith("on-duty/on-call")
        assert answer["until"] == "2025-08-19T17:00:00+01:00"
        answer = json.loads(subprocess.check_output((*DUE, "2025-08-21T14:10"), env=environment))
        assert answer["due_at"] == "2025-08-29T23:59:59+01:00"


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        check(environment)
        taken: dict[str, list[float]] = {name: [] for name in commands()}
        for n in range(ROUNDS):
            for name, command in commands().items():
                taken[name].append(seconds(command(n), environment))
    ratios = {
        name: statistics.median(ours / floor for ours, floor in zip(times, taken[FLOOR], strict=True))
        for name, times in taken.items()
    }
    print(f"\nWhole processes, {ROUNDS} rounds\n\n  {'':<30}  {'median':>8}  {'least':>8}  {'most':>8}  {'x floor':>8}")
    for name, times in taken.items():
        figures = (statistics.median(times), min(times), max(times))
        print(f"  {name:<30}  " + "  ".join(f"{each * 1e3:5.1f} ms" for each in figures) + f"  {ratios[name]:8.2f}")
    print()
    for name in ("contact, asked again", "due, asked again", "contact, first asked", "due, first asked"):
        goal(f"P14 {name}, against a Python that does nothing", ratios[name], 4)


if __name__ == "__main__":
    main()
