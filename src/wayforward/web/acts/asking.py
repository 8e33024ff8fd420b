"""The questions of each act, made for one escalation: only what its policy and its stage ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wayforward.core.lifecycle import moves
from wayforward.core.people import seats
from wayforward.core.policy.papers import Field
from wayforward.core.policy.stages import Need, Needed, Power
from wayforward.core.rulebook import bare
from wayforward.web import fields, words
from wayforward.web.acts.act import Asked
from wayforward.web.acts.desk import Desk
from wayforward.web.acts.questions import field_question
from wayforward.web.fields import Option

WITHDRAWN = "withdrawn"  # the ending that is an act of its own
CHANNELS = (
    Option("telephone", "By telephone"),
    Option("in person", "In person"),
    Option("video call", "By video call"),
    Option("e-mail", "By e-mail"),
    Option("meeting", "At a meeting"),
)


def reason(question: str, required: bool = True, **rest: Any) -> fields.Textarea:
    return fields.Textarea(question, required=required, rows=3, **rest)


def when(question: str = "When was this?") -> fields.DateTimeField:
    return fields.DateTimeField(
        question,
        named="when it was",
        hint="Leave empty for now. For example, 24 12 2026 16:55",
        required=False,
    )


def discuss(desk: Desk) -> Asked:
    return {
        "summary": fields.Textarea("What was said, and what was agreed?", missing="Enter what was said"),
        "channel": fields.Radios("How did you talk?", CHANNELS, required=False, hint=desk.in_meetings),
        "people": fields.Text("Who took part?", hint="Roles are enough", required=False),
        "actions": fields.Textarea("Who will do what, by when?", rows=3, required=False),
        "occurred_at": when(),
    }


def no_reply(desk: Desk) -> Asked:
    return {
        "whom": fields.Text("Whom did you try to reach?", hint="A role is enough", missing="Enter whom you tried"),
        "channel": fields.Radios("How?", CHANNELS, required=False),
        "note": fields.Textarea("Anything to add?", rows=3, required=False),
        "occurred_at": when(),
    }


def respond(desk: Desk) -> Asked:
    return {
        "outcome": fields.Radios(
            "You have looked again at what is challenged. What do you say?",
            (
                Option("changed", "You are right: we change it"),
                Option("partly", "You are right in part: we change some of it"),
                Option("upheld", "We keep it, for these reasons"),
            ),
            missing="Select what you say",
            initial=desk.chosen.get("outcome", ""),
        ),
        "reasons": fields.Textarea(
            "Why?",
            hint="What you agree with, what you do not and why, what you propose, and what keeps them safe until then",
            missing="Enter your reasons",
        ),
    }


def escalate(desk: Desk) -> Asked:
    to = desk.chosen.get("to", "")
    choice = next((c for c in moves(desk.rules, desk.state, desk.me, desk.at) if c.stage.id == to and not c.line), None)
    if choice is None:
        options = [
            Option(c.stage.id, f"{c.stage.label}: {c.stage.title}", c.verdict.says)
            for c in moves(desk.rules, desk.state, desk.me, desk.at)
            if not c.line
        ]
        return {"to": fields.Radios("Where should it go?", options, missing="Select where it should go")}
    needs = choice.move.needs if choice.move else choice.verdict.needs
    asked = answers(desk, needs)
    must = not choice.verdict.allowed or any(need.need is Need.REASON for need in choice.verdict.needs)
    first = next(iter(asked.values()), None)
    if first is not None and not must and not first.help_text:
        first.help_text = choice.verdict.says  # it says what to write there, not why now
    hint = choice.verdict.says if must or first is None or first.help_text != choice.verdict.says else ""
    asked["reason"] = reason("Why now?" if not must else "Why?", required=must, hint=hint)
    if (must and not choice.verdict.allowed) or any(n.need in (Need.FORM, Need.ANSWER) for n in needs):
        asked["override"] = fields.Tick("Go on although something is missing, for the reason given", required=False)
    return asked


def line(desk: Desk) -> Asked:
    asked: Asked = {}
    if desk.chosen.get("line") == desk.state.line:
        asked["whom"] = fields.Text("Whom do you try this time?", hint="A role is enough", required=False)
    hint = "Needed when you skip a line, go back to one or try the same one again"
    return {**asked, "reason": reason("Why?", required=False, hint=hint)}


def propose(desk: Desk) -> Asked:
    return {
        "outcome": fields.Textarea("What would settle it?", missing="Enter what would settle it"),
        **answers(desk, desk.stage.produces),
        "actions": fields.Textarea("Who will do what, by when?", rows=3, required=False),
        "outstanding": fields.Textarea("What would still be open?", rows=3, required=False),
    }


def answer(desk: Desk) -> Asked:
    return {
        "agree": fields.YesNo("Does this settle it for your agency?", missing="Select yes if this settles it"),
        "note": fields.Textarea(
            "Anything to add?",
            hint="You can agree and still record that you see it differently",
            rows=3,
            required=False,
        ),
    }


def decide(desk: Desk) -> Asked:
    decision = desk.stage.decision
    answers_ = (Option("yes", "Yes"), Option("no", "No"), Option("", "They take no part"))
    positions = {
        f"position_{key}": fields.Radios(f"Does {name} agree?", answers_, required=False)
        for key, name in voices(desk).items()
    }
    asked: Asked = {
        "decision": fields.Textarea(
            "What is decided?",
            hint="The way forward, who does what and by when",
            missing="Enter what is decided",
        )
    }
    asked |= positions
    if decision and decision.outcomes:
        asked["outcome"] = fields.Radios(
            "What kind of outcome is it?",
            [Option(o, o.replace("-", " ").capitalize()) for o in decision.outcomes],
            required=False,
        )
    asked["dissent"] = fields.Textarea("Who sees it differently, and why?", rows=3, required=False)
    return asked


def voices(desk: Desk) -> dict[str, str]:
    """Whose agreement is asked for: the panel's agencies, those in dispute, or the posts that decide for all of them.

    Nobody's where those who sit only help the two sides to agree.
    """
    decision = desk.stage.decision
    if decision is None or decision.power is not Power.DECIDES:
        return {}
    if desk.stage.panel is not None:
        return {key: desk.agencies.get(key, key) for key in desk.state.panel}
    seated = {seat.agency for who in decision.by for seat in seats(desk.rules.posts, desk.state, who)}
    parties = {key: desk.agencies.get(key, key) for key in (desk.state.raising, *desk.state.responding)}
    theirs = {key: name for key, name in parties.items() if key in seated}
    return theirs or {bare(who): words.who(who, desk.rules.posts) for who in decision.by}


def panel(desk: Desk) -> Asked:
    asked: Asked = {
        f"member_{key}": fields.Text(
            f"Who sits for {name}?", required=False,
            hint="Leave empty if nobody does" if key in desk.full_board else "Not a full member of the board",
        )
        for key, name in desk.agencies.items()
    }  # fmt: skip
    asked["exception"] = reason("If the panel departs from what the policy asks, why?", required=False)
    return asked


def protect(desk: Desk) -> Asked:
    return {
        "due_at": fields.DateTimeField("By when must this be settled to keep them safe?", named="the date"),
        "reason": reason("Why then?", missing="Enter why"),
    }


def extend(desk: Desk) -> Asked:
    return {
        "until_at": fields.DateTimeField("Until when?", named="the new date"),
        "reason": reason("Why is it safe to take longer?", missing="Enter why it is safe"),
        "judged_safe_by": fields.Text("Who judged it safe?", hint="Name and role", missing="Enter who judged it safe"),
        "agreed": fields.Tick("Both sides agree to this", required=False),
    }


def set_date(desk: Desk) -> Asked:
    return {
        "due_at": fields.DateTimeField("By when?", named="the date"),
        "reason": reason("Why then?", missing="Enter why"),
    }


def done(desk: Desk) -> Asked:
    return {
        "note": fields.Textarea("How was it done?", rows=3, required=False),
        "attempted": fields.Tick("It was tried, but could not be finished", required=False),
    }


def happening(desk: Desk) -> Asked:
    options = [Option(event.id, event.says) for event in desk.rules.policy.events]
    return {
        "event": fields.Radios("What happened?", options, missing="Select what happened"),
        "note": fields.Textarea("Anything to add?", rows=3, required=False),
        "occurred_at": when(),
    }


def close(desk: Desk) -> Asked:
    endings = [ending for ending in desk.rules.endings.values() if ending.id != WITHDRAWN]
    options = [Option(ending.id, ending.title, ending.says) for ending in endings]
    asked = answers(desk, (need for ending in endings for need in ending.needs))
    for question in asked.values():
        question.required = False  # each is asked for by one ending, and the rulebook says by which
    return {
        "ending": fields.Radios("How does it end?", options, missing="Select how it ends"),
        **asked,
        "reason": reason("Why?", missing="Enter why"),
        "outstanding": fields.Textarea("What is still open?", rows=3, required=False),
    }


def withdraw(desk: Desk) -> Asked:
    ending = desk.rules.endings.get(WITHDRAWN)
    return {
        **answers(desk, ending.needs if ending else ()),
        "reason": reason("Why do you withdraw it?", hint="It can be opened again", missing="Enter why"),
        "outstanding": fields.Textarea("What is still open?", rows=3, required=False),
    }


def reopen(desk: Desk) -> Asked:
    return {"reason": reason("Why does it need to go on?", missing="Enter why it needs to go on")}


def join(desk: Desk) -> Asked:
    there = {desk.state.raising, *desk.state.responding}
    options = [Option(key, name) for key, name in desk.agencies.items() if key not in there]
    return {
        "agency": fields.Select("Which agency?", options, missing="Select an agency"),
        "side": fields.Radios(
            "How do they join?",
            (Option("responding", "They are challenged too"), Option("raising", "They raise it with us"),
             Option("supporting", "They support the worker who raised it")),
            missing="Select how they join",
        ),
        "reason": reason("Why?", missing="Enter why"),
    }  # fmt: skip


def nothing(desk: Desk) -> Asked:
    return {}


def answers(desk: Desk, needs: Iterable[Needed]) -> Asked:
    """The form fields that these needs ask for here and nobody has answered yet, each as a question."""
    rules, known = desk.rules, desk.state.answered
    wanted: dict[str, Field] = {}
    by_id = {field.id: field for form in rules.forms.values() for field in form.fields}
    for need in needs:
        if not need.when.holds(desk.state.facts):
            continue
        if need.need is Need.ANSWER and need.name in by_id:
            wanted[need.name] = by_id[need.name]
        elif need.need is Need.FORM and need.name in rules.forms:
            wanted |= {field.id: field for field in rules.forms[need.name].fields if not field.source}
    return {
        f"answer_{name}": field_question(field, field.required)
        for name, field in wanted.items()
        if name not in known and not (field.unless and field.unless in known)
    }
