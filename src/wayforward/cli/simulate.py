"""`wayforward simulate`: a dry run of a scenario: every duty, deadline, contact and notice in order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.cli.wrong import Wrong

if TYPE_CHECKING:
    from argparse import Namespace

INSTANTS = ("at", "due_at", "target_at", "until")


def add(commands: Any) -> None:
    ask = commands.add_parser("simulate", help="a dry run of a scenario file; nothing is stored", description=__doc__)
    show.of_a_policy(ask)
    ask.add_argument("scenario", metavar="SCENARIO", help="a file in the form of a policy's worked examples")
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    from wayforward.policies import rehearse

    if not Path(asked.scenario).is_file():
        raise Wrong(f"There is no scenario file “{asked.scenario}”. Write the path of one.")
    told = [_in_london(line) for line in rehearse.simulate(asked.policy, asked.scenario)]
    if asked.json:
        show.as_json({"policy": asked.policy, "lines": told})
    else:
        for line in told:
            _tell(line)
    return 1 if any(line["what"] == "refused" and not line["expected"] for line in told) else 0


def _in_london(line: dict[str, Any]) -> dict[str, Any]:
    """The same line with its instants on London's clocks, as every command writes them."""
    known = {name: line[name] for name in INSTANTS if line.get(name)}
    return {**line, **{name: instants.written(datetime.fromisoformat(text)) for name, text in known.items()}}


def _tell(line: dict[str, Any]) -> None:
    says = line.get("says") or line.get("hole") or ""
    show.lines([f"{line['at']}  {line['what']}: {says}"])
    for name, words in (
        ("who", "by"),
        ("to", "to"),
        ("due_at", "due"),
        ("suggestions", "system suggestion, not policy"),
    ):
        value = line.get(name)
        if value:
            side = f" ({line['side']} side)" if name == "to" and line.get("side") else ""
            show.lines([f"{words}: {value if isinstance(value, str) else ', '.join(value)}{side}"], "    ")
    show.lines(line.get("because", ()), "    ")
    if line.get("clauses"):
        show.lines([f"clauses: {', '.join(line['clauses'])}"], "    ")
    if line.get("blocked"):
        show.lines([f"cannot be sent: {line['blocked']}"], "    ")
