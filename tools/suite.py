"""Runs every check and every test in order, and says at the end what passed; called by run.py."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent.parent
TESTS = HERE / "tests"
NO_DATABASE = ("core", "policies", "shape")
"""Folders of tests that never touch a database, so they run once; the others run on each database."""
NOT_BENCHMARKS = ("common.py", "stored.py")
STORED_ALONE = {"WAYFORWARD_TESTS": "stored"}
"""Told to pytest on the second database: a test that never touches the tests' database has run on the first."""
KILLS = "kills"
"""Tests that bring databases of their own, of both kinds, and kill and starve what works on them."""
JOURNEYS = "journeys"
TWO_AT_ONCE = ("-n", "2", "--dist", "worksteal")

PYTHON = (sys.executable, "-m")
DJANGO = (*PYTHON, "django")
SETTINGS = "--settings=wayforward.project.settings"
CHECKS: dict[str, tuple[str, ...]] = {
    "the style of the code": ("ruff", "check", "--quiet", "."),
    "the layout of the code": ("ruff", "format", "--check", "--quiet", "."),
    "types in the rulebook, strictly": (
        *("mypy", "--strict", "--config-file=", "--cache-dir=.mypy_cache/strict"),
        *("src/wayforward/core", "src/wayforward/policies"),
    ),
    "types everywhere else": ("mypy",),
    "which part may import which": ("lint-imports",),
    "templates": ("djlint", "src/wayforward/web", "--lint", "--quiet"),
    "settings and models": (*DJANGO, "check", "--fail-level=WARNING", SETTINGS),
    "migrations for every model": (*DJANGO, "makemigrations", "--check", "--dry-run", SETTINGS),
}
BROWSER = "apt-get install -y --no-install-recommends chromium libatomic1"
LIGHTER = "apt-get install -y --no-install-recommends chromium-headless-shell"


@dataclass(frozen=True)
class Step:
    """One part of the run: its counts, and seconds taken. A check counts as one test."""

    says: str
    passed: int
    failed: int
    seconds: float


def main(asked: str) -> int:
    """Run `check`, `test` or `bench`; returns the exit code."""
    os.chdir(HERE)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    match asked:
        case "check":
            return report(checks())
        case "test":
            bring_browser()
            return report([*checks(), *tests()])
        case "bench":
            return bench()
        case _:
            sys.exit("Write check, test or bench.")


def bring_browser() -> None:
    """Journeys need a real browser. Root installs it; anybody else is told the one line, before any test.

    The lighter one, without windows, makes them quicker. They do without where it cannot be had.
    """
    if browser_is_here() and shutil.which("chromium-headless-shell"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing the browser for the journeys.", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in ("apt-get update", BROWSER, LIGHTER):
            subprocess.run(command.split(), env=quiet, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    if not browser_is_here():
        sys.exit(f"The journeys need Chromium. Run this as root, then try again:\n\n    {BROWSER}\n")


def browser_is_here() -> bool:
    """Chromium, and the library without which the program that drives it does not start."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return shutil.which("chromium") is not None


def checks() -> list[Step]:
    """Everything that can be said about the code without running it."""
    invented = {**os.environ, "WAYFORWARD_DEMO": "1", "DATABASE_URL": "sqlite://:memory:"}
    done = []
    for says, command in CHECKS.items():
        start(says)
        began = time.perf_counter()
        ok = subprocess.run(command, env=invented, stdin=subprocess.DEVNULL).returncode == 0
        done.append(Step(says, int(ok), int(not ok), time.perf_counter() - began))
    return done


def tests() -> list[Step]:
    """The rulebook once, the rest on each database, the kills and the journeys through a browser once."""
    with tempfile.TemporaryDirectory(prefix="wayforward-bytecode-") as folder:
        keep_bytecode(folder)
        return each_part()


def keep_bytecode(folder: str) -> None:
    """Compile each file once for the whole run. Hundreds of processes start in it, and each would take a second."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = folder


def each_part() -> list[Step]:
    """Each part in turn, with two processes of its own."""
    folders = sorted(p.name for p in TESTS.iterdir() if any(p.glob("**/test_*.py")))
    pure = [f"tests/{name}" for name in folders if name in NO_DATABASE]
    stored = [f"tests/{name}" for name in folders if name not in (*NO_DATABASE, KILLS, JOURNEYS)]
    return [
        pytest("the rulebook, the policies and the shape of the code", "sqlite", pure),
        pytest("everything that is stored, on sqlite", "sqlite", stored),
        pytest("everything that is stored, on postgres", "postgres", stored, STORED_ALONE),
        pytest("processes that are killed, databases that are away", "sqlite", [f"tests/{KILLS}"]),
        pytest("journeys in a browser", "sqlite", [f"tests/{JOURNEYS}"]),
    ]


def pytest(says: str, database: str, paths: list[str], told: Mapping[str, str] = MappingProxyType({})) -> Step:
    """Run pytest on `paths`. A run that collects nothing has failed, and so has a skipped test."""
    start(says)
    began = time.perf_counter()
    environment = {**os.environ, "WAYFORWARD_TEST_DATABASE": database, **told}
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        command = [*PYTHON, "pytest", "-q", *TWO_AT_ONCE, f"--junitxml={results}", *paths]
        # With no paths pytest would collect everything, so an empty list is a failure of its own.
        code = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL).returncode if paths else 5
        passed, failed = counts(results.read_text()) if results.exists() else (0, 0)
    if code and not failed:
        failed = 1
    return Step(says, passed, failed, time.perf_counter() - began)


def counts(results: str) -> tuple[int, int]:
    """How many tests passed and how many did not, from pytest's own account."""
    passed = failed = 0
    for suite in ElementTree.fromstring(results).iter("testsuite"):
        not_passed = sum(int(suite.get(name, 0)) for name in ("failures", "errors", "skipped"))
        failed += not_passed
        passed += int(suite.get("tests", 0)) - not_passed
    return passed, failed


def bench() -> int:
    """Run each benchmark in turn; the exit code says whether all of them finished."""
    scripts = [p for p in sorted((HERE / "bench").glob("*.py")) if p.name not in NOT_BENCHMARKS]
    failed = not scripts
    for script in scripts:
        start(f"bench: {script.stem}")
        failed |= subprocess.run([sys.executable, str(script)]).returncode != 0
    return int(failed)


def start(says: str) -> None:
    print(f"\n== {says}", flush=True)


def report(steps: Iterable[Step]) -> int:
    """Print what each step came to, then one line of totals; returns the exit code."""
    done = list(steps)
    print()
    for step in done:
        verdict = "FAILED" if step.failed else "ok"
        print(f"{verdict:>6}  {step.says}: {step.passed} passed, {step.failed} failed, {step.seconds:.0f} s")
    failed = sum(step.failed for step in done)
    print(f"\n{sum(step.passed for step in done)} passed, {failed} failed", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
