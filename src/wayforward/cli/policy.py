"""`wayforward policy`: list, show, account for, test, and describe the form of policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wayforward.cli import checking, comparing, drawing, proving, show
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable


def add(commands: Any) -> None:
    whole = commands.add_parser("policy", help="list, show, account for and test policies", description=__doc__)
    verbs = whole.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="verb")
    _verb(verbs, "list", list_all, "the policies that come with Wayforward", False)
    _verb(verbs, "show", show_one, "a policy's stages, agencies, facts, duties, posts and forms")
    _verb(verbs, "clauses", clauses, "what becomes of every clause of the source document")
    _verb(verbs, "test", test, "run a policy's worked examples")
    proving.add(verbs)
    checking.add(verbs)
    comparing.add(verbs)
    drawing.add(verbs)
    _verb(verbs, "schema", schema, "the JSON Schema of a policy file, for an editor", False)


def _verb(verbs: Any, name: str, run: Callable[[Namespace], int], says: str, of_one: bool = True) -> None:
    ask = verbs.add_parser(name, help=says, description=f"Show {says}." if name != "test" else f"{says.capitalize()}.")
    if of_one:
        show.of_a_policy(ask)
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def list_all(asked: Namespace) -> int:
    from wayforward.cli import outline

    policies = [shelf.load(name) for name in shelf.names()]
    if asked.json:
        show.as_json(
            [
                {
                    "policy": each.id,
                    "title": each.title,
                    "partnership": each.partnership,
                    "nation": each.nation,
                    "version": each.document.version,
                    "status": each.document.status,
                    "digest": each.digest,
                }
                for each in policies
            ]
        )
        return 0
    for each in policies:
        show.lines([f"{each.id}: {each.title}"])
        show.lines([outline.edition(each)], "  ")
    return 0


def show_one(asked: Namespace) -> int:
    from wayforward.cli import outline, overview

    policy = shelf.load(asked.policy)
    if asked.json:
        show.as_json(overview.as_data(policy))
    else:
        outline.tell(policy)
    return 0


def clauses(asked: Namespace) -> int:
    from wayforward.policies.account import account

    policy = shelf.load(asked.policy)
    found = account(policy)
    if asked.json:
        show.as_json(
            {
                "policy": policy.id,
                "clauses": [
                    {"id": each.clause, "status": str(each.status), "by": list(each.by), "why": each.why}
                    for each in found.entries
                ],
                "missing": list(found.missing),
                "unknown": list(found.unknown),
            }
        )
    else:
        for each in found.entries:
            show.lines([f"{each.clause}  {each.status}: {each.why or '; '.join(each.by)}"])
        show.lines(
            [
                f"{len(found.entries)} clauses.",
                f"Missing: {', '.join(found.missing) or 'none'}.",
                f"Unknown: {', '.join(found.unknown) or 'none'}.",
            ]
        )
    return 0 if found.whole else 1


def test(asked: Namespace) -> int:
    from wayforward.policies import rehearse

    results = []
    for result in rehearse.run(asked.policy):
        results.append(result)
        if not asked.json:
            where = "" if result.passed else f" (line {result.line})"
            show.lines([f"{'passed' if result.passed else 'FAILED'}  {result.says}{where}"])
            show.lines(result.failures, "    ")
    passed = sum(result.passed for result in results)
    failed = len(results) - passed
    if asked.json:
        show.as_json(
            {
                "policy": asked.policy,
                "passed": passed,
                "failed": failed,
                "results": [
                    {
                        "says": each.says,
                        "line": each.line,
                        "passed": each.passed,
                        "failures": list(each.failures),
                    }
                    for each in results
                ],
            }
        )
    else:
        print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def schema(asked: Namespace) -> int:
    from wayforward.policies.shape import json_schema

    show.as_json(json_schema())
    return 0
