"""`wayforward policy check` and `accept`: what is the matter with a policy, and what somebody can live with."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.cli.wrong import Wrong
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from datetime import date

    from wayforward.core.policy.whole import Policy
    from wayforward.policies.checking import Finding

SEVERITIES = ("high", "medium", "low")
MEANT = {
    "high": "High: somebody can be left without help, an answer or a date",
    "medium": "Medium: somebody has to guess, and may guess wrong",
    "low": "Low: it reads badly, or ages badly",
}


def add(verbs: Any) -> None:
    ask = verbs.add_parser("check", help="find holes and contradictions", description=check.__doc__)
    _of_a_check(ask)
    says = "end with 1 where a finding of this severity or graver is not accepted"
    ask.add_argument("--fail-on", choices=SEVERITIES, help=says)
    show.in_either_form(ask)
    ask.set_defaults(run=check)

    ask = verbs.add_parser("accept", help="accept a finding, by name and with a reason", description=accept.__doc__)
    _of_a_check(ask)
    ask.add_argument("finding", metavar="FINDING", help="its name, as check prints it, in quotation marks")
    ask.add_argument("--by", required=True, metavar="NAME", help="who accepts it")
    ask.add_argument("--because", required=True, metavar="TEXT", help="why")
    ask.set_defaults(run=accept)


def _of_a_check(ask: ArgumentParser) -> None:
    show.of_a_policy(ask)
    ask.add_argument("--before", metavar="POLICY", help="the policy it replaces; without it, the one that it names")
    ask.add_argument("--on", metavar="DATE", help="the day to check it on; without it, today")


def check(asked: Namespace) -> int:
    """Find what a careful analyst would find in a policy: holes, contradictions, missing times and people."""
    policy, findings = _checked(asked)
    if asked.json:
        show.as_json({"policy": policy.id, "findings": [_as_data(one) for one in findings], "counts": counts(findings)})
    else:
        _tell(policy, findings)
    graver = SEVERITIES[: SEVERITIES.index(asked.fail_on) + 1] if asked.fail_on else ()
    return 1 if any(one.severity in graver and one.accepted is None for one in findings) else 0


def _checked(asked: Namespace) -> tuple[Policy, Sequence[Finding]]:
    from wayforward.policies.checking import check as found

    policy = shelf.load(asked.policy)
    before = shelf.load(asked.before) if asked.before else shelf.replaced(policy, asked.policy)
    if before is None and policy.replaces:
        says = f"The policy that it replaces, “{policy.replaces}”, is not here, so nothing is said of what was lost."
        print(says, file=sys.stderr)
    return policy, found(policy, shelf.calendar(policy.nation), _day(asked.on), before)


def _day(text: str | None) -> date:
    from datetime import date

    if text is None:
        return instants.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"--on {text}: this is not a date. Write it as 2026-11-22.") from None


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many of each severity, and how many of them all are accepted."""
    by_severity = {severity: sum(one.severity == severity for one in findings) for severity in SEVERITIES}
    return by_severity | {"accepted": sum(one.accepted is not None for one in findings)}


def _as_data(finding: Finding) -> dict[str, Any]:
    accepted = finding.accepted
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "elements": list(finding.elements),
        "clauses": list(finding.clauses),
        "what": finding.what,
        "why": finding.why,
        "example": finding.example,
        "question": finding.question,
        "accepted": accepted and {"by": accepted.by, "on": accepted.on.isoformat(), "because": accepted.because},
        "name": finding.key,
    }


def _tell(policy: Policy, findings: Sequence[Finding]) -> None:
    open_ones = [one for one in findings if one.accepted is None]
    number = counts(open_ones)
    each = ", ".join(f"{number[severity]} {severity}" for severity in SEVERITIES)
    show.lines([policy.title, f"{len(open_ones)} findings: {each}." if open_ones else "No open findings."])
    for severity in SEVERITIES:
        those = [one for one in open_ones if one.severity == severity]
        if those:
            show.lines(["", MEANT[severity]])
        for one in those:
            _tell_one(one)
    accepted = [one for one in findings if one.accepted is not None]
    if accepted:
        show.lines(["", "Accepted"])
    for one in accepted:
        assert one.accepted is not None
        show.lines([f"{one.key}: accepted by {one.accepted.by} on {one.accepted.on}. {one.accepted.because}"], "  ")


def _tell_one(finding: Finding) -> None:
    print()
    show.lines([f"{finding.what}{show.resting_on(finding.clauses)}"], "  ")
    show.lines([f"Why: {finding.why}", f"Example: {finding.example}", f"Ask: {finding.question}"], "    ")
    if finding.lapsed is not None:
        was = finding.lapsed
        show.lines([f"Open again: {was.by} accepted it on {was.on}, and what it rests on has changed since."], "    ")
    show.lines([f"Name: {finding.key}"], "    ")


def accept(asked: Namespace) -> int:
    """Accept a finding, by name and with a reason: it goes into accepted.yaml, beside the policy.

    It holds until what the finding rests on changes. Then the finding is open again, and says so.
    """
    from wayforward.policies.checking.accepting import with_accepted
    from wayforward.policies.sources import ACCEPTED, POLICY, text_of

    _, findings = _checked(asked)
    finding = _named(asked.finding, findings)
    given = [(option, " ".join(text.split())) for option, text in (("--by", asked.by), ("--because", asked.because))]
    for option, text in given:
        if not text:
            raise Wrong(f"{option} is empty. Write who accepts it and why.")
    file = shelf.find(asked.policy)
    if file.name != POLICY:
        raise Wrong(f"{file.name} is a policy in one file. Put it into a folder of its own as {POLICY}, then accept.")
    beside = file.parent / ACCEPTED
    kept = text_of(os.fspath(beside)) if beside.is_file() else None
    try:
        beside.write_text(
            with_accepted(kept, finding, given[0][1], _day(asked.on), given[1][1]), encoding="utf-8", newline="\n"
        )
    except OSError as problem:
        raise Wrong(f"{beside} cannot be written: {problem.strerror}. Copy the policy to a folder of yours.") from None
    show.lines([f"Accepted: {finding.what}", f"It is written in {beside}."])
    return 0


def _named(name: str, findings: Sequence[Finding]) -> Finding:
    wanted = " ".join(name.split()).casefold()
    for one in findings:
        if one.key.casefold() == wanted:
            return one
    from wayforward.policies.errors import nearest

    names = nearest(name, [one.key for one in findings]) if findings else "nothing: there is no finding"
    raise Wrong(f"There is no finding “{name}”. Write {names}.")
