"""The command line: thin commands over the same rulebook as the pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wayforward.cli.again import again


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: done; 1: the answer is no, or a test failed; 2: the input is wrong."""
    words = sys.argv[1:] if argv is None else argv
    answer = again(words)
    if answer is not None:
        sys.stdout.write(answer)
        return 0
    from wayforward.cli.run import run

    return run(words)
