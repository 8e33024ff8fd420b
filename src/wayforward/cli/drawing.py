"""`wayforward policy draw`: a policy as a picture, as BPMN, as a guide on one page, as a card, or in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.cli.wrong import Wrong
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import Namespace

    from wayforward.core.policy.whole import Policy
    from wayforward.policies.rungs import Entry

FORMS = ("svg", "bpmn", "guide", "card", "words")
A_MONTH = timedelta(days=30)  # as long as a printed card is good for at most
JOINED = {"all": "and ", "either": "or ", "option": "or, if you choose, ", "fallback": "if not there, "}


def add(verbs: Any) -> None:
    says = "a policy as a drawing, as BPMN, as a guide, as a card or in words"
    ask = verbs.add_parser("draw", help=says, description=__doc__)
    show.of_a_policy(ask)
    ask.add_argument("--as", dest="form", choices=FORMS, default="svg", help="what to draw it as; svg unless you say")
    ask.add_argument("--agency", metavar="KIND", help="whose card, where a card is drawn")
    ask.add_argument("--to", type=Path, metavar="FILE", help="write it there; without it, on the screen")
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    policy = shelf.load(asked.policy)
    if asked.agency and asked.form != "card":
        raise Wrong(f"--agency {asked.agency}: only a card is an agency's. Write --as card, or leave --agency out.")
    drawn = DRAWN[asked.form](policy, asked)
    if asked.to is None:
        print(drawn, end="")
        return 0
    try:
        asked.to.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise Wrong(f"--to {asked.to}: {error.strerror or error}. Name a file in a folder that is there.") from error
    return 0


def _svg(policy: Policy, _: Namespace) -> str:
    from wayforward.policies.drawing import drawing
    from wayforward.policies.svg import svg

    return svg(drawing(policy))


def _bpmn(policy: Policy, _: Namespace) -> str:
    from wayforward.policies.bpmn import bpmn

    return bpmn(policy)


def _guide(policy: Policy, _: Namespace) -> str:
    from wayforward.policies.guide import guide, text

    ring = f"The card of the agency says it: wayforward policy draw {policy.id} --as card --agency KIND"
    return _text(text(guide(policy), [ring]))


def _words(policy: Policy, _: Namespace) -> str:
    from wayforward.policies.drawing import in_words

    lines = [show.EMERGENCY, "", policy.title]
    for n, told in enumerate(in_words(policy), 1):
        lines += [f"{n}. {told.name}. {' '.join(told.facts)}"]
        lines += [f"   {way}" for way in told.ways or ("It ends here.",)]
    return _text(lines)


def _card(policy: Policy, asked: Namespace) -> str:
    """The agency's ladder with the ways to reach people that the policy itself prints."""
    from wayforward.core.routing import routes
    from wayforward.core.working_time.dates import written
    from wayforward.core.working_time.london import on_the_wall
    from wayforward.policies.rungs import instead, rungs

    kind = next((agency for agency in policy.agencies if agency.id == asked.agency), None)
    if kind is None:
        known = ", ".join(agency.id for agency in policy.agencies)
        said = f"--agency {asked.agency}: the policy has no such agency." if asked.agency else "A card is one agency's."
        raise Wrong(f"{said} Write --agency and one of: {known}.")
    at, table = instants.now(), routes(policy, shelf.calendar(policy.nation))
    lines = [show.EMERGENCY, "", f"{kind.title}: who to ring. {policy.title}"]
    lines += [f"Made on {written(on_the_wall(at).date())}, from the policy alone: ask your partnership for the rest."]
    lines += ["Start low. If nobody answers, ring the next line: you do not have to wait."]
    for rung in rungs(table, policy, kind.id, at, at + A_MONTH):
        lines += ["", rung.name, *(line for entry in rung.entries for line in _entry(entry))]
    for other in instead(table, policy, kind.id, at, at + A_MONTH):
        lines += ["", f"{other.asks} If yes: {other.name}", *(line for e in other.entries for line in _entry(e))]
    return _text([*lines, "", f"Fingerprint of the policy: {policy.digest[:12]}."])


def _entry(entry: Entry) -> Iterator[str]:
    from wayforward.policies.phrases import bare_title

    about = ": ".join(filter(None, (" or ".join(entry.statuses), entry.hours)))
    if not entry.cards:
        yield f"  {about}: the policy names nobody."
        return
    yield f"  {about[:1].upper()}{about[1:]}:"
    for n, card in enumerate(entry.cards):
        reached = show.how(card.how) or "the policy prints no number"
        via = f", through the {bare_title(card.via)}" if card.via else ""
        yield f"    {JOINED[card.choice] if n else ''}{card.title}{via}: {reached}{show.resting_on(card.clauses)}"


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


DRAWN: Mapping[str, Callable[[Policy, Namespace], str]] = {
    "svg": _svg, "bpmn": _bpmn, "guide": _guide, "card": _card, "words": _words,
}  # fmt: skip
