"""Whole commands from a cold start, beside a Python that does nothing; the processes take turns.

    python bench/cold_start.py

A user's machine has its modules compiled and its policies read once, so both are done before the clock starts. No
answer is ever kept: every question is about another instant, and is worked out.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from common import goal

PYTHON = sys.executable
ASK = (PYTHON, "-c", "import sys; from wayforward.cli import main; sys.exit(main())")  # what the script does
ROUNDS = 15
CONTACT = (*ASK, "contact", "barnet-children", "--agency", "police", "--line", "2", "--json", "--at")
DUE = (*ASK, "due", "barnet-children", "--stage", "stage-1", "--json", "--start")
FLOOR, DJANGO, HISTORY = "python -c pass", "django.setup() and one query", "history, where nothing is stored yet"
STANDARD = "import argparse, dataclasses, pickle, textwrap, zoneinfo"
OURS = "import wayforward.cli.run, wayforward.cli.contact, wayforward.core.policy.routes, wayforward.core.policy.facts"
PARTS = {  # each has the one before in it
    "the standard library it needs": STANDARD,
    "our modules, with 27 frozen classes": f"{STANDARD}; {OURS}",
}
REST = "its parser, the calendar, the policy and the answer"
PLAIN_DJANGO = """
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=[f"django.contrib.{app}" for app in ("contenttypes", "auth", "sessions", "messages")],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()
from django.contrib.auth.models import User
from django.db import connection
with connection.schema_editor() as editor:
    editor.create_model(User)
User.objects.first()
"""


def commands() -> dict[str, Callable[[int], Sequence[str]]]:
    """Each takes the number of the round, so that a question is one that nobody has asked before."""
    return {
        FLOOR: lambda n: (PYTHON, "-c", "pass"),
        **{name: lambda n, code=code: (PYTHON, "-c", code) for name, code in PARTS.items()},
        "contact": lambda n: (*CONTACT, f"2025-08-19T10:{n:02d}:01"),
        "due": lambda n: (*DUE, f"2025-08-21T14:{n:02d}:01"),
        DJANGO: lambda n: (PYTHON, "-c", PLAIN_DJANGO),
        HISTORY: lambda n: (*ASK, "history"),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = settled(Path(folder))
        check(environment)
        taken: dict[str, list[float]] = {name: [] for name in commands()}
        for n in range(ROUNDS):
            for name, command in commands().items():
                taken[name].append(spent(command(n), environment))
    print(f"\nWhole processes, {ROUNDS} rounds, processor time\n")
    print(f"  {'':<38}  {'median':>8}  {'least':>8}  {'most':>8}  {'x floor':>8}")
    for name, times in taken.items():
        figures = (statistics.median(times), min(times), max(times))
        spread = "  ".join(f"{each * 1e3:5.1f} ms" for each in figures)
        print(f"  {name:<38}  {spread}  {ratio(taken, name, FLOOR):8.2f}")
    print()
    goal("P14 contact, against a Python that does nothing", ratio(taken, "contact", FLOOR), 4)
    goal("P14 due, against a Python that does nothing", ratio(taken, "due", FLOOR), 4)
    goal("P14 history, against Django and one query", ratio(taken, HISTORY, DJANGO), 1.2)
    print("\n  What a contact costs, in starts of a Python that does nothing:\n")
    before = 0.0
    for name in (FLOOR, *PARTS, "contact"):
        now = ratio(taken, name, FLOOR)
        print(f"  {now - before:5.2f}  {REST if name == 'contact' else name}")
        before = now


def settled(folder: Path) -> dict[str, str]:
    """An environment as on a user's machine: compiled modules, a cache, and a database with nothing in it yet."""
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "WAYFORWARD_DEMO": "1",
        "WAYFORWARD_DATA": str(folder),
    }
    for name in ("PYTHONDONTWRITEBYTECODE", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    subprocess.run((*ASK, "migrate"), stdout=subprocess.DEVNULL, check=True, env=environment)
    for command in commands().values():
        spent(command(59), environment)
    return environment


def check(environment: dict[str, str]) -> None:
    """The answers are right."""
    answer = json.loads(subprocess.check_output((*CONTACT, "2025-08-19T10:00"), env=environment))
    assert answer["contacts"][0]["post"].startswith("on-duty/on-call")
    assert answer["until"] == "2025-08-19T17:00:00+01:00"
    answer = json.loads(subprocess.check_output((*DUE, "2025-08-21T14:10"), env=environment))
    assert answer["due_at"] == "2025-08-29T23:59:59+01:00"
    asked = subprocess.run((*ASK, "history", "WF-4K7P-9TQ2"), capture_output=True, text=True, env=environment)
    assert asked.stderr.startswith("There is no escalation WF-4K7P-9TQ2")  # so the database was asked


def spent(command: Sequence[str], environment: dict[str, str]) -> float:
    """Seconds of processor time, which others on the machine do not lengthen as they do the time on the clock."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratio(taken: dict[str, list[float]], name: str, to: str) -> float:
    return statistics.median(ours / theirs for ours, theirs in zip(taken[name], taken[to], strict=True))


if __name__ == "__main__":
    main()
