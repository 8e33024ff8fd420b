"""`wayforward doctor`, and who may see the same on a page: how the service stands, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wayforward.cli import show
from wayforward.cli.serving import ready
from wayforward.cli.wrong import Wrong

if TYPE_CHECKING:
    from argparse import Namespace

    from wayforward.jobs.health import Health


def add(commands: Any) -> None:
    ask = commands.add_parser("doctor", help="how the service stands, and what to do", description=run.__doc__)
    show.in_either_form(ask)
    ask.set_defaults(run=run)
    ask = commands.add_parser("operator", help="who sees the service's health", description=operator.__doc__)
    ask.add_argument("email", metavar="EMAIL", help="the address that they sign in with")
    ask.add_argument("--name", metavar="NAME", help="make them an account, where nobody has this address yet")
    ask.add_argument("--stop", action="store_true", help="they no longer are")
    ask.set_defaults(run=operator)


def run(asked: Namespace) -> int:
    """Say how the service stands: the clock, messages, calendars, rotas, disk, backup, key. Exit code 1 on a red light.

    Nothing that it says is about anybody's case.
    """
    ready()
    from wayforward.jobs import health

    found = health.look(_reading())
    if asked.json:
        show.as_json(_as_data(found))
    else:
        _tell(found)
    return 1 if found.worst is health.Colour.RED else 0


def _reading() -> Any:
    """What can be read of the time, also where the database is gone: then by this machine alone."""
    from django.db import Error

    from wayforward.jobs import instant

    try:
        return instant.reading()
    except Error:
        return instant.without_the_database()


def operator(asked: Namespace) -> int:
    """Let somebody see the page of the service's health. It shows them no escalation."""
    ready()
    from wayforward.directory.models import Person

    email = asked.email.strip().lower()
    if asked.name and not Person.objects.filter(email=email).exists():
        person = Person(name=asked.name, email=email)
        person.set_unusable_password()
        person.save(force_insert=True)
    if not Person.objects.filter(email=email).update(operates=not asked.stop):
        raise Wrong(f"{asked.email}: nobody signs in with this address. Add --name to make them an account.")
    show.lines([f"{email} {'no longer sees' if asked.stop else 'now sees'} the service's health, at /health."])
    return 0


def _tell(found: Health) -> None:
    for light in sorted(found.lights, key=lambda light: -light.colour):
        show.lines([f"{light.colour.word}: {light.title}. {light.says}"])
        if light.colour:
            show.lines([light.means, light.do], "  ")


def _as_data(found: Health) -> dict[str, Any]:
    return {
        "at": found.at.isoformat(),
        "worst": found.worst.name.lower(),
        "clean": found.clean,
        "lights": [
            {
                "key": light.key, "title": light.title, "colour": light.colour.name.lower(), "says": light.says,
                "means": light.means, "do": light.do,
            }
            for light in found.lights
        ],
    }  # fmt: skip
