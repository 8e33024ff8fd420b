"""What the tracker is asked for, as its address says it, as a form, and as filters that a link takes away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from wayforward.core.people import OFFICE
from wayforward.core.rulebook import Rulebook
from wayforward.core.turn import OUTSIDE
from wayforward.directory.models import Agency
from wayforward.escalations.tracking import LONGEST, SOON, Asked, Sort, Wrong
from wayforward.web import fields as ask
from wayforward.web.fields import Option

PLAIN = Asked()
STATES = {"open": "Open", "ended": "Ended", "all": "Open and ended"}
WRONG = {
    Wrong.OVERDUE: "Overdue",
    Wrong.DUE: "Due soon",
    Wrong.STUCK: "Stuck",
    Wrong.SILENT: "Silent",
    Wrong.MISSING: "Missing record",
    Wrong.VACANT: "Vacant post",
}
LONGEST_REF = 12  # characters: "WF-ABCD-EFGH"
LONGEST_PAGE = 6  # digits


@dataclass(frozen=True)
class Names:
    """What to call the agencies and the stages of one partnership, and which of them can be asked for."""

    agencies: Mapping[str, str]  # key -> name, those that can raise or be challenged
    stages: Mapping[str, str]  # id -> "Stage One: Escalate"
    kinds: Mapping[str, str]  # kind of agency -> title

    @classmethod
    def of(cls, agencies: Sequence[Agency], rules: Rulebook) -> Names:
        return cls(
            agencies={agency.key: agency.name for agency in agencies if not agency.office},
            stages={stage.id: f"{stage.label}: {stage.title}" for stage in rules.policy.stages},
            kinds={agency.id: agency.title for agency in rules.policy.agencies},
        )

    @property
    def turns(self) -> dict[str, str]:
        """With whom a next step can lie."""
        return {**self.agencies, OFFICE: "This office", OUTSIDE: "Outside the partnership"}

    def turn(self, key: str) -> str:
        return self.turns.get(key) or self.kinds.get(key.partition(":")[0]) or key


def asked_for(given: Mapping[str, str], names: Names) -> Asked:
    """What an address asks for. Whatever is not on offer is left out: an old link still shows something."""

    def one_of(name: str, offered: Mapping[str, str]) -> str:
        value = given.get(name, "")
        return value if value in offered else ""

    within = given.get("within", "")
    sort, down = given.get("sort", "").removeprefix("-"), given.get("sort", "").startswith("-")
    return Asked(
        state=one_of("state", STATES) or PLAIN.state,
        stage=one_of("stage", names.stages),
        raising=one_of("raising", names.agencies),
        responding=one_of("responding", names.agencies),
        turn=one_of("turn", names.turns),
        wrong=Wrong(given["wrong"]) if given.get("wrong") in set(Wrong) else None,
        within=min(int(within), LONGEST) if within.isascii() and within.isdigit() and len(within) < 5 else SOON,
        ref="".join(c for c in given.get("ref", "").strip().upper() if c.isalnum() or c == "-")[:LONGEST_REF],
        sort=Sort(sort) if sort in set(Sort) else PLAIN.sort,
        down=down and sort in set(Sort),
    )


def page_of(given: Mapping[str, str]) -> int:
    number = given.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) <= LONGEST_PAGE else 1


def query(asked: Asked, **changes: Any) -> str:
    """The part of an address that asks for this, shortest way: what is as usual is left out."""
    asked = replace(asked, **changes)
    said = {f.name: getattr(asked, f.name) for f in fields(asked) if getattr(asked, f.name) != getattr(PLAIN, f.name)}
    down = said.pop("down", False)
    if down or "sort" in said:
        said["sort"] = f"{'-' if down else ''}{asked.sort}"
    if asked.wrong is not Wrong.DUE:
        said.pop("within", None)
    return f"?{urlencode(said)}" if said else "?"


def filter_form(asked: Asked, names: Names) -> ask.Questions:
    def options(offered: Mapping[str, str]) -> list[Option]:
        return [Option(value, text) for value, text in offered.items()]

    wrong = [Option(w.value, text, reveals="within" if w is Wrong.DUE else "") for w, text in WRONG.items()]
    asks: dict[str, Any] = {
        "ref": ask.Text(
            "Reference", required=False, width="10", spellcheck=False, hint="Whole or in part. Names are not searched."
        ),
        "state": ask.Radios("How it stands", options(STATES), required=False),
        "wrong": ask.Radios("What is wrong", [Option("", "Anything or nothing"), *wrong], required=False),
        "within": ask.WholeNumber("Within how many days?", most=LONGEST, required=False),
        "turn": ask.Select("Next step with", options(names.turns), required=False, empty="Anybody"),
        "stage": ask.Select("Stage", options(names.stages), required=False, empty="Any stage"),
        "raising": ask.Select("Raised by", options(names.agencies), required=False, empty="Any agency"),
        "responding": ask.Select("Raised with", options(names.agencies), required=False, empty="Any agency"),
    }
    chosen = {name: getattr(asked, name) or "" for name in asks}
    form: ask.Questions = type(
        "Filter", (ask.Questions,), {**asks, "marks_optional": False, "auto_id": "id_%s", "__module__": __name__}
    )(initial=chosen)
    return form


def chips(asked: Asked, names: Names) -> list[dict[str, Any]]:
    """What was chosen, each with the address of the list without it."""
    due = f"Due within {asked.within} day{'' if asked.within == 1 else 's'}"
    chosen = {
        "state": ("How it stands", STATES[asked.state] if asked.state != PLAIN.state else ""),
        "wrong": ("What is wrong", {**WRONG, Wrong.DUE: due}[asked.wrong] if asked.wrong else ""),
        "turn": ("Next step with", names.turn(asked.turn) if asked.turn else ""),
        "stage": ("Stage", names.stages.get(asked.stage, "")),
        "raising": ("Raised by", names.agencies.get(asked.raising, "")),
        "responding": ("Raised with", names.agencies.get(asked.responding, "")),
        "ref": ("Reference", asked.ref),
    }
    return [
        {"heading": heading, "chips": [{"text": text, "href": query(asked, **{name: getattr(PLAIN, name)})}]}
        for name, (heading, text) in chosen.items()
        if text
    ]
