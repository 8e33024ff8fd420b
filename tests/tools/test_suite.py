"""The run that says whether everything passed tells the truth."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.shape.tree import HERE
from tools.suite import CHECKS, NO_DATABASE, STORED_ALONE, Step, bring_browser, counts, keep_bytecode, main, report

RESULTS = """<testsuites><testsuite tests="10" failures="{failures}" errors="{errors}" skipped="{skipped}"/>
</testsuites>"""


def test_passed_is_what_neither_failed_nor_was_left_out() -> None:
    assert counts(RESULTS.format(failures=0, errors=0, skipped=0)) == (10, 0)
    assert counts(RESULTS.format(failures=2, errors=1, skipped=0)) == (7, 3)


def test_a_skipped_test_is_a_failure() -> None:
    assert counts(RESULTS.format(failures=0, errors=0, skipped=1)) == (9, 1)


def test_one_failed_part_fails_the_run_and_the_last_line_says_how_many(
    capsys: pytest.CaptureFixture[str],
) -> None:
    steps = [Step("types", 1, 0, 2.0), Step("the rulebook", 40, 2, 9.0)]
    assert report(steps) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "41 passed, 2 failed"
    assert report(steps[:1]) == 0


def test_a_command_that_does_not_exist_is_refused_with_what_to_write() -> None:
    with pytest.raises(SystemExit, match="Write check, test or bench"):
        main("tset")


def test_a_machine_without_a_browser_is_told_the_one_line_before_any_test_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # neither a browser nor a way to install one
    with pytest.raises(SystemExit, match="apt-get install -y --no-install-recommends chromium libatomic1"):
        bring_browser()


def test_every_kind_of_check_is_part_of_the_run() -> None:
    run = {word for command in CHECKS.values() for word in command}
    assert {"ruff", "format", "mypy", "--strict", "lint-imports", "djlint", "makemigrations"} <= run


def test_only_tests_without_a_database_run_once() -> None:
    assert set(NO_DATABASE) == {"core", "policies", "shape"}


def test_on_a_second_database_only_what_touches_it_runs_again() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/tools", "tests/project"]
    told = subprocess.run(command, env={**os.environ, **STORED_ALONE}, cwd=HERE, capture_output=True, text=True)
    assert "test_verify_history.py" in told.stdout  # it writes a history first
    assert "test_database.py" in told.stdout  # it says which database this is
    assert "test_suite.py" not in told.stdout


def test_a_file_is_compiled_once_for_all_processes_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "")
    keep_bytecode(str(tmp_path))
    subprocess.run([sys.executable, "-c", "import wayforward.core.verdict"], check=True)
    assert list(tmp_path.glob("**/verdict*.pyc"))


def test_the_version_of_uv_is_pinned() -> None:
    assert 'UV = "uv==' in (HERE / "run.py").read_text()
    assert tomllib.loads((HERE / "pyproject.toml").read_text())["tool"]["uv"]["python-downloads"] == "never"
