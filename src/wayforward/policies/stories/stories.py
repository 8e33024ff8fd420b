"""The examples and scenarios of a policy: every step has one verb, and every key has a meaning."""

from __future__ import annotations

from typing import Any

from wayforward.core.policy.whole import Policy
from wayforward.policies.errors import PolicyErrors, nearest
from wayforward.policies.scenario import Example
from wayforward.policies.source import Place, Source, read
from wayforward.policies.sources import EXAMPLES, Sources, beside
from wayforward.policies.stories.keys import ABOUT_EXAMPLE, ASKED, EVERY_STEP, THEN, VERBS, WITH, Keys
from wayforward.policies.stories.values import Story

SHOWN = '- {at: "2025-08-21T14:10", escalate: stage-1}'


def examples(sources: Sources, policy: Policy) -> tuple[Example, ...]:
    """Every worked example of a policy, from its own file and from examples.yaml. Raises PolicyErrors."""
    story, found = Story(policy), []
    for name in dict.fromkeys((sources.main, beside(sources.main, EXAMPLES))):
        text = sources.text(name)
        if text is not None and "examples" in text:
            source = read(sources.shown(name), text)
            found += _listed(source, story, needed=name != sources.main)
    if story.errors:
        raise PolicyErrors(story.errors)
    return tuple(found)


def scenario(file: str, text: str, policy: Policy) -> Example:
    """One story in a file of its own: an example's keys, or a list `examples` of one. Raises PolicyErrors."""
    story, source = Story(policy), read(file, text)
    if "examples" in source.data:
        found = _listed(source, story, needed=True)
        if len(found) != 1:
            place = source.place() / "examples"
            story.wrong(place, f"a scenario is one story, and this file has {len(found)}", "one of them")
    else:
        found = [_example(source.data, source.place(), story)]
    if story.errors:
        raise PolicyErrors(story.errors)
    return found[0]


def _listed(source: Source, story: Story, *, needed: bool) -> list[Example]:
    place = source.place() / "examples"
    listed = source.data.get("examples", None if needed else [])
    if not isinstance(listed, list):
        story.wrong(place, "the examples are a list", "examples: [{says: ..., do: [...], then: {...}}]")
        return []
    return [_example(item, place / i, story) for i, item in enumerate(listed)]


def _example(raw: Any, place: Place, story: Story) -> Example:
    known = _keys(raw, ABOUT_EXAMPLE, place, story, "an example")
    if isinstance(raw, dict):
        if "says" not in raw:
            story.wrong(place, "an example needs “says”", "says: a sentence that says what happens, with its dates")
        if "do" not in raw and "ask" not in raw:
            story.wrong(place, "this example does nothing and asks nothing", "do: [steps], or ask: {contact: {...}}")
    asked = _ask(raw["ask"], place / "ask", story) if "ask" in known else None
    expected = ASKED.get(next(iter(asked), "")) if asked else None
    then = known.get("then", {})
    return Example(
        says=known.get("says", ""),
        clauses=known.get("clauses", ()),
        do=_steps(known.get("do", []), place / "do", story),
        ask=asked,
        then=_keys(then, expected.then if expected else THEN, place / "then", story, "what is expected"),
        line=place.line,
    )


def _ask(raw: Any, place: Place, story: Story) -> dict[str, Any]:
    if not isinstance(raw, dict) or len(raw) != 1 or next(iter(raw)) not in ASKED:
        story.wrong(place, "a question is about a contact or about a due date", "contact: {...} or due: {...}")
        return {}
    ((what, asked),) = raw.items()
    keys = ASKED[what]
    read = _keys(asked, keys.asked, place / what, story, f"a question about {what}")
    for missing in keys.needed - read.keys():
        story.wrong(place / what, f"the question needs “{missing}”", f"{missing}: and a value")
    if what == "due" and not {"stage", "duty"} & read.keys():
        story.wrong(place / what, "the question names no stage and no duty", "stage: a stage, or duty: a duty")
    return {what: read}


def _steps(raw: Any, place: Place, story: Story) -> tuple[dict[str, Any], ...]:
    if not isinstance(raw, list):
        story.wrong(place, "the steps are a list", SHOWN)
        return ()
    return tuple(_step(step, place / i, story) for i, step in enumerate(raw))


def _step(raw: Any, place: Place, story: Story) -> dict[str, Any]:
    if not isinstance(raw, dict):
        story.wrong(place, "a step is a set of keys", SHOWN)
        return {}
    if "at" not in raw:
        story.wrong(place, "the step does not say when", 'at: "2025-08-21T14:10"')
    verb = _verb(raw, place, story)
    keys = {**EVERY_STEP, **({verb: VERBS[verb], **WITH.get(verb, {})} if verb else {})}
    told_already = {key for key in raw if key not in keys and (verb is None or key in VERBS)}
    kept = {key: value for key, value in raw.items() if key not in told_already}
    read = _keys(kept, keys, place, story, f"a step that says “{verb}”" if verb else "a step")
    if "then" in read:
        read["then"] = _keys(read["then"], THEN, place / "then", story, "what is expected")
    return read


def _verb(raw: dict[str, Any], place: Place, story: Story) -> str | None:
    """The one verb of a step; None where it only looks. `line` and `facts` also stand beside other verbs."""
    verbs = [key for key in raw if key in VERBS]
    main = [verb for verb in verbs if not any(verb in WITH.get(other, {}) for other in verbs)]
    if len(main) > 1:
        what = f"a step does one thing, and this does two: “{main[0]}” and “{main[1]}”"
        story.wrong(place / main[1], what, "two steps", key=True)
    if not main:
        for key in raw:
            if key not in EVERY_STEP:
                story.wrong(place / key, f"“{key}” is nothing that people do", nearest(key, VERBS), key=True)
    return main[0] if main else None


def _keys(raw: Any, keys: Keys, place: Place, story: Story, called: str) -> dict[str, Any]:
    """A set of keys read: each by what stands for it in `keys`, and any other refused."""
    if not isinstance(raw, dict):
        story.wrong(place, f"{called} is a set of keys", "{" + next(iter(keys)) + ": ...}")
        return {}
    read = {}
    for key, value in raw.items():
        if key in keys:
            read[key] = keys[key](value, place / key, story)
        else:
            story.wrong(place / key, f"“{key}” is not a key of {called}", nearest(key, keys), key=True)
    return read
