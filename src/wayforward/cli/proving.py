"""`wayforward policy prove`: what can be proved of a policy over all its states and every minute of a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.cli.wrong import Wrong
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import Namespace

    from wayforward.policies.proving.proof import Proof

ANSWERS = {"yes": "Yes", "declared": "Declared", "no": "NO"}
SHOWN = 12  # more clauses than that are in the JSON only


def add(verbs: Any) -> None:
    says = "prove a policy: somebody to ring, an end, no endless loop, its panel, its longest wait"
    ask = verbs.add_parser("prove", help=says, description=__doc__)
    show.of_a_policy(ask)
    ask.add_argument("--year", metavar="Y", help="the year to prove; without it, this one")
    ask.add_argument("--stories", metavar="FOLDER", help="write each story there, for `wayforward simulate`")
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    from wayforward.policies.proving import data
    from wayforward.policies.proving.proof import prove

    policy = shelf.load(asked.policy)
    proof = prove(policy, shelf.calendar(policy.nation), year(asked.year))
    if asked.stories:
        _write(proof, asked.stories)
    if asked.json:
        show.as_json(data.as_data(proof))
    else:
        _tell(proof)
    return 0


def year(text: str | None) -> int:
    """The year that was asked for; without one, this. Raises Wrong."""
    if text is None:
        return instants.today().year
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise Wrong(f"“{text}” is not a year. Write one as: --year 2026")
    return int(text)


def _tell(proof: Proof) -> None:
    from wayforward.policies.proving.words import lasting

    show.lines([f"{proof.policy.title}, proved for {proof.year}."])
    for claim in proof.claims:
        show.lines([f"{ANSWERS[claim.holds]}: {claim.title}."])
        clauses = f" [{', '.join(claim.clauses)}]" if 0 < len(claim.clauses) <= SHOWN else ""
        show.lines([f"{claim.what}{clauses}"], "  ")
    if proof.whole.says:
        show.lines(["The longest wait:"])
        show.lines([proof.whole.says], "  ")
    if proof.holes:
        show.lines(["Holes:"])
        show.lines((told.says for _, told in proof.holes), "  ")
    show.lines(["Each stage by itself:"])
    labels = {stage.id: stage.label for stage in proof.policy.stages}
    for wait, _ in proof.stages:
        if wait.within is None or wait.lasts is None:
            said = f"no time of its own. {wait.why}".strip()
        else:
            said = f"{wait.within}, at most {lasting(wait.lasts)} by the calendar."
        show.lines([f"{labels[wait.stage]}: {said}"], "  ")


def _write(proof: Proof, folder: str) -> None:
    """Each story as a scenario file."""
    from ruamel.yaml import YAML

    from wayforward.policies.proving import data

    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Wrong(f"No story can be written to “{folder}”: {error.strerror}. Name a folder.") from None
    yaml = YAML()
    yaml.width = 120
    for name, says, story in data.stories(proof):
        if story:
            with (Path(folder) / f"{name}.yaml").open("w", encoding="utf-8") as file:
                yaml.dump({"says": says, "do": data.steps(story)}, file)
