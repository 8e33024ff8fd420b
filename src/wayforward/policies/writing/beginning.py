"""The first text of a policy: from a few answers, or a copy of another partnership's with its numbers left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wayforward.policies.sources import CLAUSES, EXAMPLES, POLICY
from wayforward.policies.writing.emitting import pair
from wayforward.policies.writing.known import named_after
from wayforward.policies.writing.parts import Texts
from wayforward.policies.writing.splicing import data_of, rewritten

LEFT_OUT = "(left out)"
REACHES = ("phone", "email", "printed")  # how a post is reached: another partnership's numbers are nobody's here
OWN = ("version", "issued", "amended", "reviewed", "review-due", "in-force-from", "approvals", "owner", "author")
_PHONE = re.compile(r"(?<!\d)(?:\+44\s?\d|0\d)(?:[\s-]?\d){7,11}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
# Under these ids the policies that come with Wayforward know them, and so the directories do: a new policy fits both.
USUAL = {
    "Children’s social care": "family-services", "Police": "police", "Schools and colleges": "schools",
    "Health services": "health", "Adult social care": "adult-services",
    "Voluntary and community organisations": "voluntary",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What somebody says of a policy at its beginning. Times are as the language writes them."""

    policy: str  # its id
    title: str
    partnership: str
    nation: str = "england"
    subjects: Sequence[str] = ("child", "young-person", "unborn")
    agencies: Sequence[str]  # their titles
    stages: Sequence[tuple[str, str | None]]  # label and time, in order
    decider: str = ""  # the title of whoever decides at the end
    office: str = "Partnership manager"  # the role in the partnership's office
    office_email: str = ""
    office_phone: str = ""


def blank(begun: Begun) -> dict[str, str]:
    """The smallest policy that loads, can be simulated and says what was answered, with its first worked example."""
    agencies = _named(begun.agencies, "agency", USUAL)
    contact = {k: v for k, v in (("phone", begun.office_phone), ("email", begun.office_email)) if v}
    posts: list[dict[str, Any]] = [
        {"id": "manager", "title": "Line manager", "of": "each"},
        {"id": "partnership-office", "title": begun.office, "of": "partnership"},
    ]
    if contact:
        posts[1]["contact"] = contact
    if begun.decider:
        posts.append({"id": "decider-at-the-end", "title": begun.decider, "of": "partnership"})
    parts: dict[str, Any] = {
        "policy": begun.policy, "title": begun.title, "partnership": begun.partnership, "nation": begun.nation,
        "subjects": list(begun.subjects), "document": {"status": "draft"},
        "agencies": [{"id": id, "title": title} for id, title in agencies],
        "posts": posts,
        "windows": [{
            "id": "office-hours", "days": WEEKDAYS, "from": "09:00", "until": "17:00", "bank-holidays": "closed",
        }],
        "stages": _stages(begun),
        "routes": [{"agency": id, "line": "1", "post": "manager"} for id, _ in agencies],
    }  # fmt: skip
    head = "# Begun in the browser. Every key is explained in the guide to writing a policy.\n"
    text = head + "".join(
        ("\n" if isinstance(held, list) and key != "subjects" else "") + pair(key, held, 0)
        for key, held in parts.items()
    )
    account = "# The account of the document: every statement of it, in your own words.\nclauses: []\n"
    return {POLICY: text, CLAUSES: account} | _first_example(begun, [id for id, _ in agencies])


def _first_example(begun: Begun, agencies: Sequence[str]) -> dict[str, str]:
    """One worked example, the policy's first test; none where there is nobody to disagree with."""
    if len(agencies) < 2:
        return {}
    (first, label), *_ = _named([label for label, _ in begun.stages], "stage")
    raised: dict[str, Any] = {"agency": agencies[0], "about": [agencies[1]]}
    if begun.subjects and "child" not in begun.subjects:
        raised["subject"] = begun.subjects[0]
    steps = [{"at": "2026-09-07T09:00", "raise": raised}]
    example = {"says": f"What one agency raises with another begins at {label}.", "do": steps}
    head = "# Worked examples: sentences with dates that have to come true.\n"
    return {EXAMPLES: head + pair("examples", [{**example, "then": {"stage": first}}], 0)}


def _stages(begun: Begun) -> list[dict[str, Any]]:
    ids = _named([label for label, _ in begun.stages], "stage")
    made = []
    for place, ((id, label), (_, within)) in enumerate(zip(ids, begun.stages, strict=True)):
        last, first = place == len(ids) - 1, place == 0
        decides = last and bool(begun.decider)
        acts: dict[str, Any] = {"raising": ["raiser"], "responding": ["counterpart"]} if first else {
            "raising": ["manager"], "responding": ["manager"],
        }  # fmt: skip
        if decides:
            acts = {**acts, "others": ["decider-at-the-end"]}
        silent = f"Nobody has written yet how long {label} may take."
        stage: dict[str, Any] = {
            "id": id, "label": label, "title": _title(first, decides, begun), "says": _says(first, decides, begun),
            "acts": acts, "line": "1", "time": {"within": within} if within else {"within": "none", "silent": silent},
        }  # fmt: skip
        if decides:
            decision = {"power": "decides", "by": ["decider-at-the-end"], "final": True}
            stage |= {"settled-by": "decider", "decision": decision}
        if not last:
            stage["moves"] = [{"to": ids[place + 1][0], "says": "If you cannot agree"}]
        made.append(stage)
    return made


def _title(first: bool, decides: bool, begun: Begun) -> str:
    return begun.decider if decides else "The two workers talk" if first else "The managers talk"


def _says(first: bool, decides: bool, begun: Begun) -> str:
    if decides:
        return f"{begun.decider} hears both sides and decides."
    return "The two workers talk and try to agree." if first else "The managers of both sides talk and try to agree."


def _named(titles: Sequence[str], otherwise: str, usual: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    usual = {title: id for title, id in (usual or {}).items() if title in titles}
    taken = {"any", "each", "raising", "responding", "partnership", "outside", *usual.values()}
    found = []
    for title in titles:
        id = usual.pop(title, None) or named_after(title, taken, otherwise)
        taken.add(id)
        found.append((id, title))
    return found


def copied(texts: Texts, policy: str, partnership: str) -> dict[str, str]:
    """Another partnership's texts as the beginning of one's own, without a number or an address of theirs.

    Its comments and its order stay. It is a draft, and what the other document says of itself is left out.
    """
    copies = dict(texts)
    for name in (POLICY, CLAUSES, EXAMPLES):
        if name in copies:
            said = _without_numbers(data_of(name, copies[name]))
            if name == POLICY:
                said = _ours(said, policy, partnership)
            copies[name] = rewritten(name, copies[name], said)
    copies[POLICY] = _comments(copies[POLICY])
    return {name: text for name, text in copies.items() if name != "accepted.yaml"}


def _ours(said: dict[str, Any], policy: str, partnership: str) -> dict[str, Any]:
    document = {k: v for k, v in (said.get("document") or {}).items() if k not in OWN}
    said = {k: v for k, v in said.items() if k not in ("replaces", "dropped", "accepted", "noted")}
    return said | {"policy": policy, "partnership": partnership, "document": document | {"status": "draft"}}


def _without_numbers(value: Any, key: str = "") -> Any:
    match value:
        case Mapping():
            reached = key in ("contact", "how")
            kept = {k: _without_numbers(v, k) for k, v in value.items() if not (reached and k in REACHES)}
            return {k: v for k, v in kept.items() if not (k in ("contact", "how") and v == {})}
        case list():
            return [_without_numbers(item, key) for item in value]
        case str():
            return _EMAIL.sub(LEFT_OUT, _PHONE.sub(LEFT_OUT, value))
        case _:
            return value


def _comments(text: str) -> str:
    """The comments say no number either."""
    return "\n".join(
        _EMAIL.sub(LEFT_OUT, _PHONE.sub(LEFT_OUT, line)) if line.lstrip().startswith("#") else line
        for line in text.split("\n")
    )
