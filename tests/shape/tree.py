"""The files of this project, as the shape tests read them."""

import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
LEFT_OUT = {".git", ".venv", ".tools", ".demo", "node_modules", "__pycache__", "build", "dist"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control; where there is none, every file that is not made by a run."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        paths = [HERE / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [p for p in HERE.rglob("*") if not LEFT_OUT & set(p.relative_to(HERE).parts)]
    return tuple(sorted(p for p in paths if p.is_file()))


def named(path: Path) -> str:
    """The path as a reader writes it, from the top of the project."""
    return path.relative_to(HERE).as_posix()


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file but the migrations, which Django writes."""
    return tuple(p for p in tracked() if p.suffix == ".py" and "migrations" not in p.parts)
