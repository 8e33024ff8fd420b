"""Input that cannot be used: one sentence that says what, where, and what to write instead."""


class Wrong(Exception):
    """The message is for the person at the keyboard. The command ends with exit code 2."""
