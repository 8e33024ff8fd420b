"""`python -m wayforward.cli`: the same command line, where the `wayforward` command is not on the path."""

import sys

from wayforward.cli import main

sys.exit(main())
