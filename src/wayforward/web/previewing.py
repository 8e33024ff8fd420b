"""What another version would move for one escalation, in words: dates, duties and people, without its story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from wayforward.core.policy.stages import Stage
from wayforward.core.working_time.dates import listed
from wayforward.escalations.adopting import Moves, Owes, Preview
from wayforward.policies.ringing import Rung
from wayforward.web.templatetags.wayforward import weekday_instant

HOW = {
    "earlier": "Earlier",
    "later": "Later",
    "held": "Stays",
    "anew": "Counted from the decision",
    "set": "Stays: a person set it",
}


def told(preview: Preview, names: Mapping[str, str]) -> dict[str, Any]:
    """As desk/moves.html draws it. `names` are those of agencies by key."""
    return {
        "ref": preview.ref,
        "place": place(preview),
        "summary": summary(preview),
        "nothing": preview.moves_nothing,
        "dates": [_date(moves) for moves in preview.dates],
        "gained": _each(preview.gained),
        "lost": _each(preview.lost),
        "rung": _rung(preview, names),
        "protected_at": preview.protected_at,
        "refused": preview.refused.says if preview.refused else "",
        "choose": preview.choose,
    }


def place(preview: Preview) -> str:
    """Where it is, and where it would go on."""
    now = _stage(preview.stage, preview.line)
    if preview.goes_to is None:
        return f"At {now}, which the version does not have"
    there = _stage(preview.goes_to, preview.to_line)
    return f"Stays at {now}" if now == there else f"From {now} to {there}"


def summary(preview: Preview) -> str:
    """All that would change, in one line."""
    if preview.choose:
        return f"{place(preview)}: choose where it goes on."
    counts = (
        (sum(m.how in ("earlier", "anew") for m in preview.dates), "date moves earlier", "dates move earlier"),
        (sum(m.how == "later" for m in preview.dates), "date moves later", "dates move later"),
        (sum(m.how == "held" for m in preview.dates), "date would be later and stays", "dates would be later and stay"),
        (len(_each(preview.gained)), "new duty", "new duties"),
        (len(_each(preview.lost)), "duty falls away", "duties fall away"),
    )
    said = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    if preview.rung_before != preview.rung_after and preview.rung_after:
        said.append("others are rung")
    return f"{place(preview)}. {listed(said).capitalize() if said else 'No date or duty changes'}."


def _each(duties: Iterable[Owes]) -> list[Owes]:
    """Each once, also where several owe the same by the same day. Our own reminders are left out."""
    return list(dict.fromkeys(owes for owes in duties if not owes.system))


def _stage(stage: Stage, line: str | None) -> str:
    return f"{stage.label}, line {line}" if line else f"{stage.label}: {stage.title}"


def _date(moves: Moves) -> dict[str, str]:
    gives = ""
    if moves.how in ("held", "set"):
        gives = f"The version gives {_day(moves.policy_at)}."
    elif moves.how == "anew":
        gives = f"By the version it was due {_day(moves.policy_at)}, which has passed."
    return {
        "says": moves.says, "was": _day(moves.was_at), "now": _day(moves.due_at), "how": HOW[moves.how], "gives": gives,
    }  # fmt: skip


def _rung(preview: Preview, names: Mapping[str, str]) -> list[dict[str, str]]:
    after = {rung.agency: rung for rung in preview.rung_after}
    return [
        {"agency": names.get(rung.agency, rung.agency), "was": who(rung), "now": who(after[rung.agency])}
        for rung in preview.rung_before
        if rung.agency in after and rung != after[rung.agency]
    ]


def who(rung: Rung) -> str:
    """Who is rung, or why nobody is."""
    return listed(rung.titles) if rung.titles else rung.says or "Nobody is named"


def _day(at: datetime | None) -> str:
    return weekday_instant(at) if at else "no date"
