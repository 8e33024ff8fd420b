"""Reads one command, runs it, and turns wrong input into a sentence: what, where, what to write instead."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import zoneinfo
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from wayforward.cli import contact, demonstration, due, migrate, policy, serving, simulate
from wayforward.cli.again import can_be_kept, keep
from wayforward.cli.wrong import Wrong
from wayforward.core.routing import BadQuestion, StatusNeeded
from wayforward.core.working_time import OutsideCalendar
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors, UnknownPolicy
from wayforward.policies.sources import CLAUSES, gather

COMMANDS = (policy, contact, due, simulate, demonstration, serving, migrate)
WRONG = 2

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


def parser() -> Parser:
    whole = Parser(
        prog="wayforward",
        description="A safeguarding partnership's escalation policy: whom to ring, by when, and why.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="command")
    for command in COMMANDS:
        command.add(commands)
    return whole


def run(words: Sequence[str]) -> int:
    try:
        asked = parser().parse_args(words)
        return _kept(asked, words) if can_be_kept(words) else int(asked.run(asked))
    except PolicyErrors as errors:
        mistakes = [
            {
                "file": each.file,
                "line": each.line,
                "column": each.column,
                "what": each.what,
                "write": each.write,
            }
            for each in errors.errors
        ]
        return _wrong(str(errors), words, mistakes=mistakes)
    except StatusNeeded as error:
        return _wrong(str(error), words, statuses=dict(error.statuses))
    except (Wrong, BadQuestion, OutsideCalendar, UnknownPolicy) as error:
        return _wrong(str(error), words)


def _kept(asked: argparse.Namespace, words: Sequence[str]) -> int:
    """Run a question whose answer may be given again, and keep the answer with the files it rests on."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = int(asked.run(asked))
    sys.stdout.write(out.getvalue())
    if code == 0:
        keep(words, out.getvalue(), _rests_on(asked.policy))
    return code


def _rests_on(policy: str) -> Iterator[str]:
    """Every file that an answer about a policy is worked out from, and those that would change it by being there."""
    file = shelf.find(policy).resolve()
    names = dict.fromkeys([*(name for name, _ in gather(file).texts), CLAUSES])
    yield from (str(file.parent / name) for name in names)
    yield str(shelf.shipped() / "bank-holidays.json")
    yield from (os.path.join(folder, "Europe", "London") for folder in zoneinfo.TZPATH)


def _wrong(says: str, words: Sequence[str], **more: Any) -> int:
    print(says, file=sys.stderr)
    if "--json" in words:
        print(json.dumps({"error": {"says": says, **more}}, indent=2, ensure_ascii=False))
    return WRONG
