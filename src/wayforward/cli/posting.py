"""`wayforward bounced`: what a mail server sent back, read from a pipe and put down to its message."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.cli.serving import ready
from wayforward.cli.wrong import Wrong

if TYPE_CHECKING:
    from argparse import Namespace


def add(commands: Any) -> None:
    ask = commands.add_parser("bounced", help="read a message that came back", description=bounced.__doc__)
    ask.set_defaults(run=bounced)


def bounced(asked: Namespace) -> int:
    """Read from standard input a message that a mail server sent back, and mark the one that it is about.

    Have your mail server pipe whatever comes to WAYFORWARD_BOUNCES_TO into it. Exit code 1: it is about none of ours.
    """
    if sys.stdin.isatty():
        raise Wrong("A message is read from standard input. Write: wayforward bounced < message")
    ready()
    from wayforward.jobs.bouncing import take
    from wayforward.notices.bounces import LONGEST

    ours, says = take(sys.stdin.buffer.read(LONGEST), instants.now())
    show.lines([says])
    return 0 if ours else 1
