"""What can be done to an escalation from the page: each act is its questions and the command they become."""

from wayforward.web.acts.table import ACTS, DONE, Act, offered

__all__ = ["ACTS", "DONE", "Act", "offered"]
