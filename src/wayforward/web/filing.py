"""The filing copy: what an agency puts on its own file, in a few pages or pasted as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill

from wayforward.core import events as ev
from wayforward.core.limits import CLOCKS, overdue
from wayforward.core.people import seats
from wayforward.core.policy.duties import DutyKind
from wayforward.escalations import telling
from wayforward.web import words
from wayforward.web.acts.desk import Desk
from wayforward.web.owing import mine, whole_day
from wayforward.web.positions import decided, safe, sides
from wayforward.web.templatetags.wayforward import weekday, weekday_instant
from wayforward.web.timeline import facts
from wayforward.web.told import lines

LONGEST = 900  # characters of one thing somebody wrote: the whole of it stands in the record
MOST = 12  # discussions and attempts, the latest: the rest stand in the record
WIDTH = 100


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[str, ...]


def filing(desk: Desk) -> list[Section]:
    """The copy in sections; one without anything to say is left out."""
    found = {
        "What it is about": _about,
        "What each side says": _positions,
        "What keeps them safe meanwhile": _safe,
        "What was agreed or decided": _settled,
        "Who does what by when": _actions,
        "The stages": _stages,
        "Who spoke with whom": _talks,
        "Who was told": _told,
        "What is still open": _outstanding,
        "Where the whole of it is": _proof,
    }
    sections = [Section(title, tuple(lines(desk))) for title, lines in found.items()]
    return [section for section in sections if section.lines]


def plain(desk: Desk, heading: str, sections: list[Section]) -> str:
    """The same, to be pasted into another system: lines of at most 100 characters, headings in capitals."""
    parts = [heading]
    for section in sections:
        lines = [_wrapped(line) for line in section.lines]
        parts.append("\n".join([section.title.upper(), *lines]))
    return "\n\n".join(parts) + "\n"


def _wrapped(line: str) -> str:
    paragraphs = [p for p in line.splitlines() if p.strip()]
    return "\n".join(
        fill(p, WIDTH, initial_indent="- " if number == 0 else "  ", subsequent_indent="  ")
        for number, p in enumerate(paragraphs)
    )


def to_file(desk: Desk) -> list[dict[str, str]]:
    """The records that the policy asks my agency to put on its own file, and nobody has ticked off."""
    rules = desk.rules
    return [
        {"key": duty.key, "says": rules.duties[duty.duty].says}
        for duty in desk.state.owed()
        if rules.duties[duty.duty].kind is DutyKind.RECORD and not rules.duties[duty.duty].system
        if mine(duty, desk.state, rules, desk.me)
        if desk.me.agency in {seat.agency for w in duty.who for seat in seats(rules.posts, desk.state, w, duty.agency)}
    ]  # fmt: skip


def _short(text: str) -> str:
    text = text.strip()
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rsplit(' ', 1)[0]} … (the rest is in the whole record)"


def _name(desk: Desk, agency: str) -> str:
    return desk.names.get(agency, agency)


def _about(desk: Desk) -> Iterator[str]:
    state, raised = desk.state, desk.opened.history[0]
    responding = words.listed([_name(desk, agency) for agency in state.responding])
    yield (
        f"Raised by {_name(desk, raised.by)}, {_name(desk, state.raising)}, with {responding} "
        f"on {weekday_instant(raised.recorded_at)}."
    )
    shown = sides(desk)
    for subject in shown["subjects"]:
        yield f"About {subject}."
    known = {n: tuple(sorted(v)) for n, v in state.facts.items() if n in desk.rules.facts}
    yield from facts(known, desk.rules)


def _positions(desk: Desk) -> Iterator[str]:
    for part in sides(desk)["parts"]:
        for said in part["said"]:
            if said["text"]:
                yield f"{part['title']}. {said['who']}: {_short(said['text'])}"
    for item in sides(desk)["said"]:
        yield f"{item['label'].rstrip('.')}{'' if item['label'].endswith('?') else '.'} {_short(item['text'])}"
    for answer in sides(desk)["answers"]:
        yield f"{answer['says']}, on {weekday_instant(answer['at'])}. {_short(answer['reasons'])}"


def _safe(desk: Desk) -> Iterator[str]:
    for item in safe(desk)["urgent"]:
        yield f"{item['by']}, {weekday_instant(item['at'])}: {_short(item['action'])}"


def _settled(desk: Desk) -> Iterator[str]:
    made = decided(desk)
    if made is not None:
        how = "Decided" if made["made"] else "Put to those who decide, and not agreed"
        yield f"{how} on {weekday_instant(made['at'])}: {made['decision']}"
        if made["positions"]:
            yield f"{'. '.join(made['positions'])}."
        if made["dissent"]:
            yield f"Seen differently: {_short(made['dissent'])}"
    agreed = [i for i in desk.opened.history if isinstance(i.event, ev.ResolutionProposed)]
    if agreed and isinstance(agreed[-1].event, ev.ResolutionProposed) and made is None:
        said = agreed[-1].event
        how = "Agreed" if desk.state.state == "resolved" else "Proposed"
        when = weekday_instant(agreed[-1].recorded_at)
        yield f"{how}, as {_name(desk, agreed[-1].by)} put it on {when}: {said.outcome}"
    for item in desk.opened.history:
        if isinstance(item.event, ev.Closed):
            ended = words.state(item.event.ending, desk.rules.policy)
            yield f"{ended} on {weekday_instant(item.recorded_at)}. {_short(item.event.reason)}".strip()
        if isinstance(item.event, ev.Reopened):
            yield f"Opened again on {weekday_instant(item.recorded_at)}. {_short(item.event.reason)}"


def _actions(desk: Desk) -> Iterator[str]:
    for item in desk.opened.history:
        if isinstance(item.event, ev.DiscussionRecorded | ev.ResolutionProposed) and item.event.actions:
            what = "discussion" if isinstance(item.event, ev.DiscussionRecorded) else "proposal"
            yield f"From the {what} of {weekday(item.recorded_at)}: {_short(item.event.actions)}"


def _stages(desk: Desk) -> Iterator[str]:
    for visit in desk.state.visits:
        stage = desk.rules.stage(visit.stage)
        line = f", line {visit.line}" if visit.line else ""
        yield f"{stage.label}: {stage.title}{line}, from {weekday_instant(visit.at)}."
    for duty in desk.state.duties.values():
        if duty.kind in CLOCKS and duty.due_at and duty.done_at:
            late = ", late" if duty.done_at > duty.due_at else ""
            due = weekday(duty.due_at) if whole_day(duty.due_at, desk.rules) else weekday_instant(duty.due_at)
            done = weekday_instant(duty.done_at)
            yield f"{desk.rules.duty(duty.duty).says} Settled on {done}{late}; the limit was {due}."


def _talks(desk: Desk) -> Iterator[str]:
    talks = [i for i in desk.opened.history if isinstance(i.event, ev.DiscussionRecorded | ev.AttemptRecorded)]
    if len(talks) > MOST:
        yield f"The latest {MOST} of {len(talks)}:"
    for item in talks[-MOST:]:
        when = weekday_instant(item.occurred_at or item.recorded_at)
        if isinstance(item.event, ev.DiscussionRecorded):
            yield f"{when}, {item.event.people or _name(desk, item.by)}: {_short(item.event.summary)}"
        elif isinstance(item.event, ev.AttemptRecorded):
            yield f"{when}, nobody answered. Tried: {item.event.whom}"


def _told(desk: Desk) -> Iterator[str]:
    told = telling.told(desk.opened, desk.at)
    if len(told) > MOST:
        yield f"What has not got through, and the latest {MOST} of {len(told)}. All of them are in the whole record."
    stuck = [one for one in told if one.stands.needs_ringing]
    latest = [one for one in told if not one.stands.needs_ringing][:MOST]
    yield from lines(desk, [*stuck, *latest])


def _outstanding(desk: Desk) -> Iterator[str]:
    for item in desk.opened.history:
        if isinstance(item.event, ev.Closed | ev.ResolutionProposed) and item.event.outstanding:
            yield f"Named on {weekday(item.recorded_at)}: {_short(item.event.outstanding)}"
    for duty in desk.state.owed():
        about = desk.rules.duties[duty.duty]
        if not about.system:
            late = " Overdue." if overdue(desk.state, duty, desk.at) else ""
            due = f" By {weekday(duty.due_at)}.{late}" if duty.due_at else ""
            who = _name(desk, duty.agency) if duty.agency else words.people(duty.who, desk.rules.posts)
            yield f"{about.says} Owed by {who}.{due}"


def _proof(desk: Desk) -> Iterator[str]:
    row = desk.opened.row
    yield f"The whole record is kept under {row.ref}: {row.seq} entries, each chained to the one before it."
    yield f"The last is chained as {row.head}"
