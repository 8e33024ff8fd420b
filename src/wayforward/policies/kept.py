"""What reading a text gave, kept in the user's own cache, so that the next command need not read it.

Every command waits for this, so it imports next to nothing: no paths, no hashes, no package data.
"""

from __future__ import annotations

import os
import pickle
import stat
import sys
from binascii import crc32
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

Made = TypeVar("Made")
MOST = 200  # files: some tens of policies with their examples, in a few versions
MARK = b"wayforward 2\n"
SUM = 4  # bytes
HERE = os.path.dirname(os.path.abspath(__file__))
PARTS = (HERE, os.path.join(os.path.dirname(HERE), "core"))  # the code that what is kept comes from


def kept(kind: str, text: str, build: Callable[[], Made]) -> Made:
    """What `build` gives for this text, from the cache where it is there. Without a cache all else is the same.

    What is kept carries the text in full and is compared with it, letter for letter.
    """
    folder = _folder()
    if folder is None:
        return build()
    head = f"{len(text)} {_code()}\n{text}".encode()
    file = os.path.join(folder, f"{kind}-{crc32(head):08x}")
    found = _read(file, MARK + head)
    if found is None:
        found = (build(),)
        _write(folder, file, MARK + head, found)
    made: Made = found[0]
    return made


def _folder() -> str | None:
    """The cache folder, the user's alone; None where there is none to be had."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    base = base if os.path.isabs(base) else os.path.expanduser("~/.cache")
    folder = os.path.join(base, "wayforward")
    if not os.path.isabs(folder):
        return None  # nobody's home
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        about = os.lstat(folder)
    except OSError:  # nowhere to write
        return None
    return folder if stat.S_ISDIR(about.st_mode) and _is_ours(about) else None


def _is_ours(about: os.stat_result) -> bool:
    """Whether only this user can have written it."""
    return about.st_uid == os.getuid() and not about.st_mode & 0o022


def _read(file: str, head: bytes) -> tuple[Any] | None:
    """What is kept under this head, in a tuple of one; None where there is nothing, or nothing we wrote whole."""
    try:
        with open(file, "rb") as opened:
            if not _is_ours(os.fstat(opened.fileno())):
                return None
            content = opened.read()
    except OSError:
        return None
    payload = content[len(head) + SUM :]
    if not content.startswith(head) or content[len(head) : len(head) + SUM] != _sum(payload):
        return None
    # Unpickling runs what the file says. So does importing from __pycache__, and this is trusted no further:
    # only this user can write the folder, the file is this user's, and it begins with this code and this text.
    found: tuple[Any] = pickle.loads(payload)  # noqa: S301 -- see above
    return found


def _write(folder: str, file: str, head: bytes, found: tuple[Any]) -> None:
    """Write beside, then rename: a reader sees the whole of it or nothing."""
    payload = pickle.dumps(found, protocol=5)
    beside = f"{file}.{os.getpid()}"
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(head + _sum(payload) + payload)
        os.replace(beside, file)
        _tidy(folder)
    except OSError:
        _remove(beside)


def _sum(payload: bytes) -> bytes:
    """Tells a file that was cut short or damaged; it keeps nobody out."""
    return crc32(payload).to_bytes(SUM, "big")


def _tidy(folder: str) -> None:
    """Leave the newest; what an older text or an older version gave is never asked for again."""
    with os.scandir(folder) as entries:
        by_age = sorted(entries, key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in by_age[MOST:]:
        _remove(entry.path)


def _remove(file: str) -> None:
    try:
        os.unlink(file)
    except OSError:
        return


@cache
def _code() -> str:
    """The state of Python and of every module that reads a policy: a change of either reads anew."""
    modules = "\n".join(sorted(line for part in PARTS for line in _modules(part)))
    return f"{sys.hexversion:x} {crc32(modules.encode()):08x}"


def _modules(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                about = entry.stat()
                yield f"{entry.path} {about.st_mtime_ns} {about.st_size}"
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _modules(entry.path)
