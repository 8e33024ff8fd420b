"""`wayforward demo`: five invented partnerships to look around in, on this machine only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.cli.serving import without_a_clock

if TYPE_CHECKING:
    from argparse import Namespace

    from wayforward.cli.demonstration.seeding import Seeded

HOST = "127.0.0.1"


def add(commands: Any) -> None:
    ask = commands.add_parser("demo", help="try it out with invented people and cases", description=run.__doc__)
    ask.add_argument("--port", type=int, default=8000, metavar="N", help="where to serve the pages (%(default)s)")
    ask.add_argument(
        "--data", type=Path, default=Path(".demo"), metavar="FOLDER", help="where to keep its database (%(default)s)"
    )
    ask.add_argument("--at", metavar="INSTANT", help="start afresh as if it were this instant, and stay there")
    ask.add_argument("--fresh", action="store_true", help="throw away what was done in it, and start again")
    ask.add_argument("--no-serve", action="store_true", help="make the data, and serve nothing")
    without_a_clock(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """Serve a demonstration: every person, child and agency in it is invented. Stop it with Ctrl-C."""
    from wayforward.cli.demonstration import folder
    from wayforward.cli.serving import listen, ready, refuse_a_port_in_use

    told = instants.read(asked.at, "--at") if asked.at else None
    if not asked.no_serve:
        refuse_a_port_in_use(HOST, asked.port, "--port with another number")
    folder.settings_for(asked.data, f"http://{HOST}:{asked.port}")
    fresh = folder.make(asked.data, afresh=asked.fresh or told is not None)
    ready()
    from wayforward.cli.demonstration import seeding

    if fresh:
        show.lines(["Making the demonstration. This takes half a minute or more, once."])
        seeded = seeding.seed(told or instants.now())
        folder.finished(asked.data, seeded.at, stands_still=told is not None)
    else:
        seeded = seeding.seeded(folder.made_at(asked.data))
    _tell(seeded)
    if asked.no_serve:
        return 0
    show.lines(["", f"What it sends by email is put into {asked.data / folder.MAIL} instead."])
    show.lines(["", f"Open http://{HOST}:{asked.port}/ and choose whom to be. Press Ctrl-C here to stop."])
    code = listen(f"{HOST}:{asked.port}", workers=1, clock=not asked.no_clock)
    show.lines(["", "Stopped. What you did is kept: `--fresh` throws it away."])
    return code


def _tell(seeded: Seeded) -> None:
    at = instants.written(seeded.at)[:16].replace("T", " at ")
    show.lines([f"{seeded.escalations} escalations of {seeded.people} invented people, as of {at}."])
    for partnership, people in seeded.shown.items():
        show.lines(["", partnership])
        show.lines((f"{name}, {job}, {agency}" for name, job, agency in people), "  ")
