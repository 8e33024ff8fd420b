"""`wayforward migrate`: brings the database up to this version of Wayforward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wayforward.cli.serving import ready

if TYPE_CHECKING:
    from argparse import Namespace


def add(commands: Any) -> None:
    ask = commands.add_parser("migrate", help="bring the database up to this version", description=__doc__)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    ready()
    from django.core.management import call_command

    call_command("migrate", interactive=False)
    return 0
