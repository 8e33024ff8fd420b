"""The command line: thin commands over the same rulebook as the pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wayforward.cli.run import run


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: done; 1: the answer is no, or a test failed; 2: the input is wrong."""
    return run(sys.argv[1:] if argv is None else argv)
