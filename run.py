"""The doorway: python3 run.py demo | test | check | bench. Needs Python 3.11 or later and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE / ".tools"
UV = "uv==0.13.9"
COMMANDS = {
    "demo": ["--no-dev", "wayforward", "demo"],
    "test": ["python", "tools/suite.py", "test"],
    "check": ["python", "tools/suite.py", "check"],
    "bench": ["--group", "bench", "python", "tools/suite.py", "bench"],
}


def find_uv() -> Path:
    """The project's own uv, installed on first use; a Python without ensurepip borrows the machine's pip."""
    uv = TOOLS / "bin" / "uv"
    if not uv.exists():
        print("Setting up, once: this takes about a minute.", flush=True)
        venv = [sys.executable, "-m", "venv", "--clear"]
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip"]
        if subprocess.run([*venv, TOOLS], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            subprocess.run([*venv, "--without-pip", TOOLS], check=True)
            pip = [sys.executable, "-m", "pip", "--python", str(TOOLS / "bin" / "python")]
        subprocess.run([*pip, "install", "--quiet", "--disable-pip-version-check", UV], check=True)
    return uv


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        sys.exit(f"Wayforward needs Python 3.11 or later. This is {sys.version.split()[0]}.")
    if not arguments or arguments[0] not in COMMANDS:
        sys.exit(f"Write one of: {', '.join(f'python3 run.py {name}' for name in COMMANDS)}")
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    asked = [*COMMANDS[arguments[0]], *arguments[1:]]
    uv = [str(find_uv()), "run", "--quiet", "--locked", "--python", sys.executable]
    try:
        return subprocess.run([*uv, *asked], cwd=HERE, env=environment).returncode
    except KeyboardInterrupt:  # the demo ends this way, and has said so itself
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
