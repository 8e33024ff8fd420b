"""What can be done to an escalation from the page: each act is its questions and the command they become."""

from wayforward.web.acts.act import Act
from wayforward.web.acts.offering import offered
from wayforward.web.acts.table import ACTS, GROUPS

__all__ = ["ACTS", "GROUPS", "Act", "offered"]
