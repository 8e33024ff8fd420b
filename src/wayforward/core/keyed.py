"""What the key of something owed says: which duty of the policy it is, and whose."""


def duty_of(key: str) -> str:
    """The policy's own name of a duty that is owed under this key: "duty#1", or "duty@agency#1" where each owes it."""
    return key.partition("#")[0].partition("@")[0]


def agency_of(key: str) -> str:
    """The agency that owes this one of what each agency owes; empty where it is owed once."""
    return key.partition("#")[0].partition("@")[2]
