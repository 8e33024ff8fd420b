"""What reading a policy gave, kept in the user's own cache, so that the next command need not read it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import stat
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from wayforward import core

Made = TypeVar("Made")
MOST = 200  # files: some tens of policies with their examples, in a few versions
MARK = b"wayforward 1\n"
SHA = hashlib.sha256().digest_size


def kept(key: str, build: Callable[[], Made]) -> Made:
    """What `build` gives, from the cache where it is there. Without a cache all else is the same."""
    folder = _folder()
    if folder is None:
        return build()
    file = folder / f"{key}-{_code()[:16]}"
    found = _read(file)
    if found is None:
        found = (build(),)
        _write(file, found)
    made: Made = found[0]
    return made


def _folder() -> Path | None:
    """The cache folder, the user's alone; None where there is none to be had."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "wayforward"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.lstat()
    except (OSError, RuntimeError):  # nowhere to write, or nobody's home
        return None
    return folder if stat.S_ISDIR(about.st_mode) and _is_ours(about) else None


def _is_ours(about: os.stat_result) -> bool:
    """Whether only this user can have written it."""
    return about.st_uid == os.getuid() and not about.st_mode & 0o022


def _read(file: Path) -> tuple[Any] | None:
    """What is kept, in a tuple of one; None where there is nothing, or nothing that we wrote whole."""
    try:
        with file.open("rb") as opened:
            if not _is_ours(os.fstat(opened.fileno())):
                return None
            content = opened.read()
    except OSError:
        return None
    mark, sha, payload = (
        content[: len(MARK)],
        content[len(MARK) : len(MARK) + SHA],
        content[len(MARK) + SHA :],
    )
    if mark != MARK or hashlib.sha256(payload).digest() != sha:
        return None
    # Unpickling runs what the file says. So does importing from __pycache__, and this is trusted no further:
    # only this user can write the folder, the file is this user's, and its name is for this code and text.
    found: tuple[Any] = pickle.loads(payload)  # noqa: S301 -- see above
    return found


def _write(file: Path, found: tuple[Any]) -> None:
    """Write beside, then rename: a reader sees the whole of it or nothing."""
    payload = pickle.dumps(found, protocol=5)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        try:
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                opened.write(MARK + hashlib.sha256(payload).digest() + payload)
            os.replace(beside, file)
            _tidy(file.parent)
        except OSError:
            beside.unlink(missing_ok=True)
            raise


def _tidy(folder: Path) -> None:
    """Leave the newest; what an older text or an older version gave is never asked for again."""
    by_age = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in by_age[MOST:]:
        file.unlink(missing_ok=True)


@cache
def _code() -> str:
    """The very code that reads a policy, by its content: another version, or a line changed, reads anew."""
    sha = hashlib.sha256(f"{sys.version_info}".encode())
    for folder in (Path(__file__).parent, *map(Path, core.__path__)):
        for file in sorted(folder.rglob("*.py")):
            sha.update(file.read_bytes())
    return sha.hexdigest()
