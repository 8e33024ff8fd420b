"""`wayforward migrate`: brings the database up to this version of Wayforward."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace


def add(commands: Any) -> None:
    ask = commands.add_parser("migrate", help="bring the database up to this version", description=__doc__)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayforward.project.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False)
    return 0
