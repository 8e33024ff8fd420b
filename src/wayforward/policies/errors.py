"""What is wrong with a policy's text: where it stands, what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable

MORE = "There may be more once these are mended."


class PolicyError(Exception):
    """One mistake. As text: "barnsley/policy.yaml:16:11: what is wrong. Write: what to write"."""

    def __init__(self, file: str, line: int, column: int, what: str, write: str) -> None:
        self.file, self.line, self.column, self.what, self.write = file, line, column, what, write
        super().__init__(f"{file}:{line}:{column}: {what}. Write: {write}")


class PolicyErrors(Exception):
    """Every mistake found in one reading, in the order of the file. Never empty.

    `more` says that these kept the reading from looking further: names are checked once every key is right.
    """

    def __init__(self, errors: Iterable[PolicyError], *, more: bool = False) -> None:
        once = {str(error): error for error in errors}  # what two elements share is wrong once
        self.errors = tuple(sorted(once.values(), key=lambda error: (error.file, error.line, error.column)))
        super().__init__("\n".join([*map(str, self.errors), *([MORE] if more else [])]))


class UnknownPolicy(Exception):
    """No policy is kept under the name that was asked for. The message is a sentence for a person."""


def quoted(text: str) -> str:
    """The text in quotation marks, as YAML takes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def nearest(name: str, known: Iterable[str]) -> str:
    """What to write instead of a name nobody knows: the one it most resembles, else the ones there are."""
    names = sorted(set(known))
    if not names:
        return "the name of one that is declared: so far none is"
    import difflib  # noqa: PLC0415 -- only a mistake needs it

    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return close[0]
    shown = names if len(names) <= 12 else [*names[:11], f"or another of the {len(names)}"]
    return ", ".join(shown) if len(names) == 1 or len(names) > 12 else f"{', '.join(shown[:-1])} or {shown[-1]}"
