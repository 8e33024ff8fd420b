"""`wayforward policy diff`: what differs between two policies, or two versions of one, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, proving, show
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import Namespace

    from wayforward.policies.comparing import Comparison, Sentence

MARKS = {"added": "+", "removed": "-", "changed": "*", "renamed": "*", "moved": "*"}


def add(verbs: Any) -> None:
    ask = verbs.add_parser("diff", help="what differs between two policies, in sentences", description=__doc__)
    show.of_a_policy(ask, "before", "A")
    show.of_a_policy(ask, "after", "B")
    ask.add_argument(
        "--year", metavar="Y", help="the year whose hours, holes and waits are compared; without it, this one"
    )
    ask.add_argument("--all", action="store_true", help="also what is only in other words, or rests on other clauses")
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    from wayforward.policies.comparing import compare, data

    before, after = shelf.load(asked.before), shelf.load(asked.after)
    year = proving.year(asked.year)
    found = compare(before, after, shelf.calendar(after.nation), year, checked_on=instants.today())
    if asked.json:
        show.as_json(data.as_data(found))
    else:
        _tell(found, whole=asked.all)
    return 0


def _tell(found: Comparison, *, whole: bool) -> None:
    from wayforward.policies.comparing.comparison import counted
    from wayforward.policies.comparing.words import heading

    show.lines([f"From: {found.before.title}", f"To: {found.after.title}", counted(found)])
    told = [each for each in found.sentences if whole or str(each.kind) in MARKS]
    for group in dict.fromkeys(each.group for each in told):
        _part(heading(group), (_line(each) for each in told if each.group == group))
    left = len(found.sentences) - len(told)
    if left:
        show.lines(["", f"{left} more only in their words or in what they rest on. Add --all to see them."])
    _part(f"Hours of {found.year} with other people to contact", (each.says for each in found.hours))
    _part(f"Hours of {found.year} with nobody, that are new", (each.says for each in found.holes.opened))
    _part(f"Hours of {found.year} with nobody, that are gone", (each.says for each in found.holes.closed))
    if found.findings:
        _part("New findings", (f"{each.rule} {each.severity}: {each.what}" for each in found.findings.opened))
        _part("Findings that are gone", (f"{each.rule} {each.severity}: {each.what}" for each in found.findings.closed))
    if found.waits:
        _part("The longest wait", [found.waits.says])
    show.lines(["", f"{len(found.same)} elements are the same in both."])


def _line(each: Sentence) -> str:
    clauses = " > ".join(filter(None, (", ".join(each.clauses_before), ", ".join(each.clauses_after))))
    return f"{MARKS.get(str(each.kind), '~')} {each.says}{f' [{clauses}]' if clauses else ''}"


def _part(title: str, texts: Iterable[str]) -> None:
    told = list(texts)
    if told:
        show.lines(["", title])
        show.lines(told, "  ")
