"""The command line: thin commands over the same rulebook as the pages."""

import argparse
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Read one command and run it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="wayforward", description=__doc__)
    parser.parse_args(argv)
    parser.print_help()
    return 0
