"""Reads one command, runs it, and turns wrong input into a sentence: what, where, what to write instead."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from wayforward.cli.wrong import Wrong

COMMANDS = {  # in the order of the help; each command with the module of `cli` that it stands in
    "policy": "policy",
    "contact": "contact",
    "due": "due",
    "simulate": "simulate",
    "demo": "demonstration",
    "serve": "serving",
    "new-sealing-key": "serving",
    "history": "serving",
    "rebuild": "serving",
    "clock": "clocking",
    "bounced": "posting",
    "calendar": "calendars",
    "migrate": "migrate",
    "audit": "auditing",
    "doctor": "doctor",
    "operator": "doctor",
}
DONE, WRONG = 0, 2

EPILOG = """\
POLICY is the id of a policy that comes with Wayforward, a folder, or a file.
An INSTANT is written as 2025-08-23T10:00, on London's clocks unless it says its own offset.
An hour that comes twice, when the clocks go back, is the first of the two.
Exit codes: 0 done; 1 the answer is no, or a test failed; 2 the input is wrong.
"""


class Parser(argparse.ArgumentParser):
    """argparse, with its mistakes told in the same way as every other."""

    def error(self, message: str) -> NoReturn:
        usage = " ".join(self.format_usage().split()[1:])
        raise Wrong(f"{message[:1].upper()}{message[1:].rstrip('.')}. Write: {usage}")


def parser(command: str | None = None) -> Parser:
    """What may be written: every command, or only those of the module that `command` stands in."""
    whole = Parser(
        prog="wayforward",
        description="A safeguarding partnership's escalation policy: whom to ring, by when, and why.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="command")
    modules = [COMMANDS[command]] if command in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(f"wayforward.cli.{module}").add(commands)
    return whole


def run(words: Sequence[str]) -> int:
    try:
        asked = parser(words[0] if words else None).parse_args(words)
        return int(asked.run(asked))
    except BrokenPipeError:  # whoever reads this has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except _mistakes() as error:
        says = _sentence(error)
        print(says, file=sys.stderr)
        if "--json" in words:
            from wayforward.cli import show

            show.as_json({"error": {"says": says, **_told(error)}})
        return WRONG


def _mistakes() -> tuple[type[Exception], ...]:
    """What a person can put right. Python asks for these only once something has been raised."""
    from wayforward.core.routing import BadQuestion
    from wayforward.core.working_time import OutsideCalendar
    from wayforward.policies.errors import PolicyErrors, UnknownPolicy

    return (Wrong, BadQuestion, OutsideCalendar, UnknownPolicy, PolicyErrors, *_of_the_database())


def _of_the_database() -> tuple[type[Exception], ...]:
    """A database that is not there, or not at this version; for a command that has asked one."""
    if "django.db" not in sys.modules:
        return ()
    from django.db import OperationalError, ProgrammingError

    return OperationalError, ProgrammingError


def _sentence(error: Exception) -> str:
    if not isinstance(error, _of_the_database()):
        return str(error)
    what = str(error).strip().partition("\n")[0].rstrip(".")
    return f"The database could not be asked: {what}. Look at DATABASE_URL, or write: wayforward migrate"


def _told(error: Exception) -> dict[str, Any]:
    """What a mistake says for a program, beside its sentence."""
    from wayforward.core.routing import StatusNeeded
    from wayforward.policies.errors import PolicyErrors

    match error:
        case StatusNeeded():
            return {"statuses": dict(error.statuses)}
        case PolicyErrors():
            parts = ("file", "line", "column", "what", "write")
            return {"mistakes": [{part: getattr(each, part) for part in parts} for each in error.errors]}
        case _:
            return {}
