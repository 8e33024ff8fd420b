"""Says whether a policy loads, and which clauses nothing rests on: python tools/check_policy.py POLICY ..."""

import sys

from wayforward.policies import shelf
from wayforward.policies.account import account
from wayforward.policies.errors import PolicyErrors, UnknownPolicy


def main(policies: list[str]) -> int:
    failed = False
    for name in policies or shelf.names():
        try:
            policy = shelf.load(name)
        except (PolicyErrors, UnknownPolicy) as error:
            print(error)
            failed = True
            continue
        found = account(policy)
        failed = failed or not found.whole
        counts = f"{len(policy.stages)} stages, {len(policy.duties)} duties, {len(policy.routes)} routes"
        more = f"{len(policy.forms)} forms, {len(policy.clauses)} clauses"
        print(f"{name} loads: {counts}, {more}, account missing: {list(found.missing)}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
