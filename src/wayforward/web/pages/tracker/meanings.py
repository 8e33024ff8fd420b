"""What the words of the tracker mean, for its page. They are Wayforward's own: no policy says stuck or silent."""

from __future__ import annotations

from wayforward.core.turn import RECORDS_WITHIN
from wayforward.escalations.tracking import SILENT_AFTER, STUCK_AFTER, Bounds

UNKNOWN = "The bank holidays of these days are not known yet, so nothing is counted."


def meanings(by: Bounds) -> list[dict[str, str]]:
    """Each word with what it counts. Where no calendar reaches, that is said and nothing is counted."""
    told = {
        "Overdue": ["A date that the policy gives, or an earlier one that somebody set, has passed."],
        "Stuck": [
            f"Overdue, and for {STUCK_AFTER} whole working days nobody has recorded anything",
            "but a chase, or that they have seen a message.",
            "" if by.stuck else UNKNOWN,
        ],
        "Silent": [
            f"The stage began {SILENT_AFTER} whole working days ago or more.",
            "Since then the challenged side has recorded nothing, and nobody has recorded a discussion.",
            "" if by.silent else UNKNOWN,
        ],
        "Missing record": [
            "Somebody still owes a record that the policy asks for.",
            f"Where the policy gives it no date, it is missing {RECORDS_WITHIN} after it was first owed.",
        ],
        "Vacant post": ["A post that the escalation has brought in has nobody in it, and nobody on shift."],
        "Next step with": [
            "Who has to answer a proposal, or owes the discussion, decision or dated answer that the stage waits for.",
            "If nobody does: who decides at the stage, then who has not answered the challenge, then who raised it.",
        ],
        "Last heard": ["When the challenged side last recorded anything, or anybody last recorded a discussion."],
    }
    return [{"word": word, "means": " ".join(filter(None, sentences))} for word, sentences in told.items()]
