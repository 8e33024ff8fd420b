"""The contracts in pyproject are alive: each one is broken by a small package that does what it forbids."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.shape.tree import HERE

BIN = Path(sys.executable).parent
LAYERS = ("project", "web", "cli", "jobs", "desk", "escalations", "notices", "directory", "policies", "core")


def contracts() -> dict[str, dict[str, object]]:
    settings = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def broken_by(where: Path, modules: dict[str, str]) -> set[str]:
    """The names of the contracts that a package made of `modules`, beside empty layers, would break."""
    shutil.copy(HERE / "pyproject.toml", where)
    files = {f"{layer}/__init__.py": "" for layer in LAYERS}
    files |= {"__init__.py": "", "escalations/models.py": "", **modules}
    for name, text in files.items():
        path = where / "wayforward" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--config", "pyproject.toml"],
        cwd=where,
        capture_output=True,
        text=True,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {name for name in contracts() if f"{name} BROKEN" in " ".join(done.stdout.split())}


def test_a_package_that_follows_the_layout_breaks_nothing(tmp_path: Path) -> None:
    assert broken_by(tmp_path, {"web/pages.py": "from wayforward.core import x\n"}) == set()


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("core/lifecycle.py", "import wayforward.directory\n"),
        ("directory/people.py", "import wayforward.notices\n"),
        ("web/pages.py", "import wayforward.cli\n"),
        ("escalations/record.py", "import wayforward.web\n"),
    ],
)
def test_an_import_against_the_direction_is_found(tmp_path: Path, module: str, text: str) -> None:
    assert "Imports run one way, from the website down to the rulebook" in broken_by(tmp_path, {module: text})


def test_a_part_that_the_layout_does_not_name_is_found(tmp_path: Path) -> None:
    assert "Imports run one way, from the website down to the rulebook" in broken_by(
        tmp_path, {"utils/__init__.py": ""}
    )


@pytest.mark.parametrize(
    "outside",
    [
        "django.db",
        "ruamel.yaml",
        "pydantic",
        "cryptography",
        "random",
        "os.path",
        "pathlib",
        "time",
        "socket",
    ],
)
def test_a_rulebook_that_reaches_outside_is_found(tmp_path: Path, outside: str) -> None:
    assert broken_by(tmp_path, {"core/lifecycle.py": f"import {outside}\n"}) == {
        "The rulebook knows no framework, disk, clock, network or chance"
    }


def test_a_policy_checker_that_needs_the_website_is_found(tmp_path: Path) -> None:
    assert broken_by(tmp_path, {"policies/prove.py": "import django.db\n"}) == {
        "A policy is read, checked, proved and drawn without the website or its database"
    }


def test_a_page_that_reads_the_tables_of_escalations_is_found(tmp_path: Path) -> None:
    assert broken_by(tmp_path, {"web/pages.py": "import wayforward.escalations.models\n"}) == {
        "Only the record of escalations touches its tables"
    }


def codes_for(name: str, source: str) -> set[str]:
    """The rules that ruff says this source breaks, as if it lay at `name`."""
    done = subprocess.run(
        [BIN / "ruff", "check", "--stdin-filename", name, "--output-format", "concise", "-"],
        cwd=HERE,
        input=source,
        capture_output=True,
        text=True,
    )
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith(name)}


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\n\nx = datetime.now()\n",
        "import datetime\n\nx = datetime.date.today()\n",
        "from datetime import datetime\n\nx = datetime.utcnow()\n",
        "import time\n\nx = time.time()\n",
        "from django.utils import timezone\n\nx = timezone.now()\n",
        "from django.dispatch import receiver\n\nx = receiver\n",
        "from django.db.models.signals import post_save\n\nx = post_save\n",
    ],
)
def test_a_hidden_clock_or_a_signal_is_found_anywhere_but_at_the_edges(line: str) -> None:
    assert "TID251" in codes_for("src/wayforward/jobs/clock.py", line)
    assert "TID251" in codes_for("src/wayforward/web/pages/raise_one.py", line)
    assert "TID251" not in codes_for("src/wayforward/jobs/instant.py", line)
    assert "TID251" not in codes_for("src/wayforward/cli/demo.py", line)


def test_a_late_import_is_found_anywhere_but_on_the_command_line() -> None:
    late = "def f():\n    import json\n\n    return json\n"
    assert "PLC0415" in codes_for("src/wayforward/jobs/due.py", late)
    assert "PLC0415" not in codes_for("src/wayforward/cli/demo.py", late)


def test_an_error_swallowed_whole_is_found() -> None:
    source = "def f():\n    try:\n        g()\n    except Exception:\n        return None\n"
    assert "BLE001" in codes_for("src/wayforward/jobs/due.py", source)
