"""A story of a proof in plain sentences, step by step, with days and hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time.dates import listed
from wayforward.core.working_time.london import moment
from wayforward.policies.proving.sentences import labels
from wayforward.policies.proving.telling import Story


def in_sentences(policy: Policy, story: Story) -> tuple[str, ...]:
    """What happens in a story, one sentence for each step. The day and hour stand where they are new."""
    told, last = [], None
    for step in story:
        at: datetime = step["at"]
        when = f"{moment(at)}: " if at != last else ""
        told.append(f"{when}{_said(policy, step)}")
        last = at
    return tuple(told)


def _said(policy: Policy, step: Mapping[str, Any]) -> str:
    match step:
        case {"raise": said}:
            return _raised(policy, said)
        case {"escalate": stage}:
            past = ", past the text" if step.get("override") else ""
            return f"It goes to {labels(policy, [stage])[0]}{past}."
        case {"line": line}:
            return f"It goes to line {line}."
        case {"discuss": _} | {"no-reply": _}:
            return "They talk."
        case {"respond": _}:
            return "The other side answers."
        case {"done": duty}:
            return f"Done: {next((each.says for each in policy.duties if each.id == duty), duty)}"
        case {"event": event}:
            return f"It happens: {next((each.says for each in policy.events if each.id == event), event)}."
        case {"facts": facts}:
            return f"It is recorded: {_facts(policy, facts)}."
        case {"panel": said}:
            members = listed([_agency(policy, agency) for agency in said["members"]])
            refused = " The panel is refused: it is not as the policy composes it." if "refused" in _then(step) else ""
            return f"A panel is formed of {members}.{refused}"
        case {"close": ending}:
            return f"It is closed as: {next((each.title for each in policy.endings if each.id == ending), ending)}."
        case _:
            return _looked(step)


def _raised(policy: Policy, said: Mapping[str, Any]) -> str:
    about = listed([_agency(policy, agency) for agency in said["about"]])
    facts = f" It is recorded: {_facts(policy, said['facts'])}." if "facts" in said else ""
    return f"{_agency(policy, said['agency'])} raises it with {about}.{facts}"


def _looked(step: Mapping[str, Any]) -> str:
    duties = _then(step).get("duty", {})
    late = any(state.get("overdue") or state.get("lapsed") for state in duties.values())
    return "The limit has passed." if late else "The clock looks, and nobody has decided."


def _then(step: Mapping[str, Any]) -> Mapping[str, Any]:
    then: Mapping[str, Any] = step.get("then", {})
    return then


def _agency(policy: Policy, agency: str) -> str:
    kind, _, name = agency.partition(":")
    title = next((each.title for each in policy.agencies if each.id == kind), kind)
    return f"{title} ({name})" if name else title


def _facts(policy: Policy, facts: Mapping[str, Any]) -> str:
    asked = {fact.id: fact for fact in policy.facts}
    statuses = {key: says for agency in policy.agencies for key, says in agency.statuses_titles.items()}
    told = []
    for name, value in facts.items():
        values = value if isinstance(value, list) else [value]
        titles = {o.id: o.says for o in asked[name].options} if name in asked else statuses
        said = listed([titles.get(each) or each for each in values])
        told.append(f"“{asked[name].asks}” {said}" if name in asked else f"the {name} is {said}")
    return "; ".join(told)
