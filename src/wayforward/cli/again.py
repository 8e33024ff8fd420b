"""An answer given before, given again while every file that it rests on is as it was.

A question that names its instant has one answer for ever: it rests on the policy, the bank holidays, the time zone
and this code, and on nothing else. Working it out means importing the rulebook, which takes ten times as long as
starting Python. So the answer is kept, as Python keeps a module it has compiled, and thrown away in the same way.
Nothing is imported here that Python has not imported to start.
"""

from __future__ import annotations

import os
import sys
from binascii import crc32
from collections.abc import Iterable, Iterator, Sequence

INSTANTS = {"contact": "--at", "due": "--start"}  # the questions that are kept, where they name their instant
SLOTS = 256  # a new answer takes the place of an old one, so that the folder stays small
CODE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARTS = ("core", "policies", "cli")


def can_be_kept(words: Sequence[str]) -> bool:
    """Whether a question is of a kind that is kept, and names its instant."""
    instant = INSTANTS.get(words[0]) if words else None
    return instant is not None and any(word.partition("=")[0] == instant for word in words)


def again(words: Sequence[str]) -> str | None:
    """What was answered to exactly these words, from this folder; None where any file has changed since."""
    if not can_be_kept(words):
        return None
    head, _, answer = _read(_file(words)).partition("\n\n")
    asked, *rests = head.split("\n")
    if not answer or asked != _asked(words):
        return None
    return answer if rests[:1] == [_code()] and all(map(_as_it_was, rests[1:])) else None


def keep(words: Sequence[str], answer: str, files: Iterable[str]) -> None:
    """Keep an answer that rests on these files. Where it cannot be kept, nothing else changes."""
    lines = [_asked(words), _code(), *(f"{_state(file)} {file}" for file in files)]
    file = _file(words)
    beside = f"{file}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write("\n".join(lines) + "\n\n" + answer)
        os.replace(beside, file)
    except OSError:
        return


def _asked(words: Sequence[str]) -> str:
    return repr((sys.version, os.getcwd(), tuple(words)))


def _file(words: Sequence[str]) -> str:
    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = base if os.path.isabs(base) else os.path.expanduser("~/.cache")
    if not os.path.isabs(folder):
        return ""  # nobody's home: a file of that name is never there, and cannot be written
    return os.path.join(folder, "wayforward", f"answer-{crc32(_asked(words).encode()) % SLOTS:02x}")


def _read(file: str) -> str:
    """What is kept; empty where there is nothing, or where anybody but this user could have written it."""
    try:
        with open(file, encoding="utf-8") as opened:
            for about in (os.fstat(opened.fileno()), os.lstat(os.path.dirname(file))):
                if about.st_uid != os.getuid() or about.st_mode & 0o022:
                    return ""
            return opened.read()
    except (OSError, UnicodeDecodeError):
        return ""


def _as_it_was(line: str) -> bool:
    state, _, file = line.partition(" ")
    return state == _state(file)


def _state(file: str) -> str:
    """What changes when a file does: when it was last written, and its size; a file that is not there has neither."""
    try:
        about = os.stat(file)
    except OSError:
        return "-"
    return f"{about.st_mtime_ns}:{about.st_size}"


def _code() -> str:
    """The state of every module that an answer may come from."""
    return str(crc32("\n".join(sorted(_modules(*(os.path.join(CODE, part) for part in PARTS)))).encode()))


def _modules(*folders: str) -> Iterator[str]:
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    about = entry.stat()
                    yield f"{entry.path} {about.st_mtime_ns} {about.st_size}"
                elif entry.is_dir() and entry.name != "__pycache__":
                    yield from _modules(entry.path)
