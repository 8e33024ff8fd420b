"""`wayforward serve`, and what an operator does beside it: a sealing key, the stored history, the summary rebuilt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayforward.cli import show
from wayforward.cli.wrong import Wrong

if TYPE_CHECKING:
    from argparse import Namespace

WEBSITE = "wayforward.project.wsgi:application"
SETTINGS = "wayforward.project.settings"
THREADS = 4
BESIDE_THE_PAGES = (("clock",), ("audit", "--every", "5"))
PATIENCE_S = 20  # how long a page under way may take to finish when the server is stopped


def add(commands: Any) -> None:
    ask = commands.add_parser("serve", help="serve the pages of a live service", description=serve.__doc__)
    ask.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen (%(default)s)")
    ask.add_argument("--workers", type=int, default=2, metavar="N", help="processes of four threads each (%(default)s)")
    without_a_clock(ask)
    ask.set_defaults(run=serve)
    ask = commands.add_parser("new-sealing-key", help="write a new sealing key", description=new_sealing_key.__doc__)
    ask.add_argument("path", metavar="PATH", type=Path)
    ask.set_defaults(run=new_sealing_key)
    ask = commands.add_parser(
        "history", help="the stored history, sealed as it is, one line for each entry", description=history.__doc__
    )
    ask.add_argument("ref", metavar="REF", nargs="?")
    ask.set_defaults(run=history)
    ask = commands.add_parser("rebuild", help="write the summary anew from the history", description=rebuild.__doc__)
    ask.add_argument("ref", metavar="REF", nargs="?")
    ask.add_argument("--json", action="store_true")
    ask.set_defaults(run=rebuild)


def serve(asked: Namespace) -> int:
    """Serve the pages. Put a web server that speaks TLS in front. Stop it with Ctrl-C or a TERM signal."""
    if asked.workers < 1:
        raise Wrong(f"--workers {asked.workers}: one is the fewest. Write --workers 1, or more.")
    host, port = _address(asked.bind)
    ready()
    _everything_is_there()
    refuse_a_port_in_use(host, port, "--bind with another port")
    return listen(asked.bind, asked.workers, clock=not asked.no_clock)


def new_sealing_key(asked: Namespace) -> int:
    """Write a new sealing key, readable by you alone. Keep a copy apart from the database and from its backups."""
    from wayforward.escalations.sealing import write_master_key

    try:
        write_master_key(asked.path)
    except FileExistsError:
        raise Wrong(
            f"There is a file at {asked.path} already. Without its key, everything sealed with it is lost."
            " Write another path."
        ) from None
    except OSError as problem:
        raise Wrong(f"{asked.path} cannot be written: {problem.strerror}. Write another path.") from None
    show.lines([f"A new sealing key is at {asked.path}. Set WAYFORWARD_SEALING_KEY_FILE to that path."])
    return 0


def history(asked: Namespace) -> int:
    """Print the stored history of one escalation, or of all, for a program that verifies it without any key."""
    ready()
    from wayforward.escalations.export import lines

    empty = True
    for line in lines(asked.ref):
        print(line)
        empty = False
    if empty and asked.ref is not None:
        raise _no_such(asked.ref)
    return 0


def rebuild(asked: Namespace) -> int:
    """Write the summary of one escalation, or of all, anew from its history. It should change nothing: else exit 1."""
    ready()
    from wayforward.escalations.rebuild import rebuild_each

    rebuilt = dict(rebuild_each(asked.ref))
    if not rebuilt and asked.ref is not None:
        raise _no_such(asked.ref)
    changed = {ref: list(parts) for ref, parts in rebuilt.items() if parts}
    if asked.json:
        show.as_json({"rebuilt": len(rebuilt), "changed": changed})
    else:
        show.lines(f"{ref}: the summary was wrong in: {', '.join(parts)}." for ref, parts in changed.items())
        show.lines([f"Rebuilt {len(rebuilt)}. Changed {len(changed)}."])
    return 1 if changed else 0


# --- what a command that needs the database or the website stands on ----------------------------------


def ready() -> None:
    """Settings read and Django made ready. A setting that is missing or unsafe is told in its own sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        django.setup()
    except (ImproperlyConfigured, EnvError) as problem:
        raise Wrong(str(problem)) from None


def without_a_clock(ask: Any) -> None:
    says = "serve the pages alone; `wayforward clock` runs elsewhere"
    ask.add_argument("--no-clock", action="store_true", help=says)


def listen(bind: str, workers: int, *, clock: bool) -> int:
    """Serve the website on `bind`, with a clock beside it or without, until a signal stops it. Gives the exit code."""
    from django.db import connections

    from wayforward.cli import beside

    if not clock:
        pages(bind, workers)
        return 0
    connections.close_all()  # none may be shared with the process that is to serve
    return beside.run(lambda: pages(bind, workers), BESIDE_THE_PAGES, PATIENCE_S + 5)


def pages(bind: str, workers: int) -> None:
    """Serve the website from this process and `workers` that it starts, until a signal stops it."""
    from django.db import connections
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn carries no types
    from gunicorn.util import import_app  # type: ignore[import-untyped]

    class Website(BaseApplication):
        def load_config(self) -> None:
            told = {
                "bind": bind, "workers": workers, "threads": THREADS, "worker_class": "gthread", "preload_app": True,
                "graceful_timeout": PATIENCE_S, "loglevel": "warning", "proc_name": "wayforward",
                "control_socket_disable": True,
            }  # fmt: skip
            for name, value in told.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            application = import_app(WEBSITE)
            connections.close_all()  # a connection opened here must not be shared with the processes that answer
            return application

    here = os.getpid()
    try:
        Website().run()
    except SystemExit as stopped:  # how gunicorn ends, whatever stopped it, in each of its processes
        if stopped.code or os.getpid() != here:
            raise


def refuse_a_port_in_use(host: str, port: int, write: str) -> None:
    """Raises Wrong when nothing can listen there: somebody else does, or the address is not this machine's."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as problem:
            raise Wrong(f"Nothing can listen at {host} port {port}: {problem.strerror}. Write {write}.") from None


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Wrong(f"--bind {bind}: this is not an address with a port. Write it as 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def _everything_is_there() -> None:
    """The sealing key, the database's tables and the style sheets, before anybody asks for a page."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from wayforward.escalations.sealing import MasterKeyMissing, master_key

    try:
        master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE))
    except MasterKeyMissing as problem:
        raise Wrong(str(problem)) from None
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Wrong("The database is not at this version of Wayforward. Write: wayforward migrate")
    if not settings.WAYFORWARD_DEMO:
        if settings.STATIC_ROOT is None:
            raise Wrong("WAYFORWARD_STATIC is not set. Write the path of a folder for the style sheets.")
        call_command("collectstatic", interactive=False, verbosity=0)


def _no_such(ref: str) -> Wrong:
    return Wrong(f"There is no escalation {ref}. Write a reference such as WF-4K7P-9TQ2, or none for all of them.")
