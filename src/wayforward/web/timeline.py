"""The history in sentences, for the page and the printed record: what happened, who said so, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wayforward.core import events as ev
from wayforward.core.keyed import agency_of, duty_of
from wayforward.core.rulebook import Rulebook
from wayforward.escalations.history import Recorded
from wayforward.web import words
from wayforward.web.beside import beside
from wayforward.web.clocked import clocked
from wayforward.web.templatetags.wayforward import weekday_instant
from wayforward.web.versions import under as versions_of

OUTCOMES = {
    "upheld": "keep their decision",
    "changed": "have changed their decision",
    "partly": "have partly changed their decision",
}


CONSEQUENCES = (
    ev.DutyArose, ev.DutyTimed, ev.NoticeOwed, ev.DutyLapsed, ev.DutyCarried, ev.NoticeDropped, ev.Reminded
)  # fmt: skip
HOW = {"rebased": "Date counted anew, because a day off became or ceased to be one", "held": "Date kept"}


def timeline(
    history: Iterable[Recorded], rules: Rulebook, names: Mapping[str, str], whole: bool = True
) -> list[dict[str, Any]]:
    """Entries as parts/timeline.html draws them, in the order given. Not `whole`: only what people did.

    `names` are those of people by id and of agencies by key.
    """
    items = list(history)
    before = {item.seq + 1: item for item in items}
    told, versions = [], versions_of(items, rules)
    for item, notices in _together(items):
        then = versions.get(item.seq, rules)
        if not whole and _follows(item, before.get(item.seq), then):
            continue
        entry = _notices(notices, then, names) if notices else _entry(item, then, names)
        if entry is not None:
            if not whole:
                entry = {**entry, "clauses": []}
            told.append({**entry, "at": item.recorded_at, "by": _by(item, names), "lines": _lines(item, entry)})
    return told


def _together(items: Iterable[Recorded]) -> Iterator[tuple[Recorded, list[ev.NoticeOwed]]]:
    """Each entry once, and all the notices that followed from one act with the first of them."""
    found: list[tuple[Recorded, list[ev.NoticeOwed]]] = []
    of: tuple[object, ...] | None = None  # the act whose notices are gathered
    gathered: list[ev.NoticeOwed] = []
    for item in items:
        if not isinstance(item.event, CONSEQUENCES):
            of = None
        elif isinstance(item.event, ev.NoticeOwed):
            act = (item.recorded_at, item.by, item.agency)
            if of == act:
                gathered.append(item.event)
                continue
            of, gathered = act, [item.event]
            found.append((item, gathered))
            continue
        found.append((item, []))
    return iter(found)


def _follows(item: Recorded, before: Recorded | None, rules: Rulebook) -> bool:
    """Whether an entry is only what followed from something else, and so said by it."""
    match item.event:
        case ev.DutyTimed() as e:
            return e.how in ("started", "held")
        case ev.DutyDischarged() as e:
            together = before is not None and (before.recorded_at, before.by) == (item.recorded_at, item.by)
            return together and bool(rules.duty(e.duty).done_by) and not e.note
        case ev.DeadlinePassed() as e:
            return rules.duty(e.duty).system
        case ev.DutyCarried() as e:
            return e.due_at == e.was_at
        case _:
            return isinstance(item.event, CONSEQUENCES)


def _by(item: Recorded, names: Mapping[str, str]) -> str:
    if item.by == "clock":
        return "Wayforward"
    name = names.get(item.by, "somebody")
    return f"{name}, {names.get(item.agency, item.agency)}" if item.agency else name


def _lines(item: Recorded, entry: Mapping[str, Any]) -> list[str]:
    lines = [line for line in entry.get("lines", []) if line]
    if item.occurred_at is not None and item.occurred_at != item.recorded_at:
        lines.append(f"They say that this happened on {weekday_instant(item.occurred_at)}.")
    return lines


def _entry(item: Recorded, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any] | None:
    match item.event:
        case ev.Raised() as e:
            sides = f"{names.get(e.raising, e.raising)} with {words.listed([names.get(a, a) for a in e.responding])}."
            worker = f"For {names.get(e.raiser, 'a worker')}, who raised it." if e.raiser != item.by else ""
            authority = f"Received from {e.received_from}." if e.received_from else ""
            return {"title": "Raised", "lines": [sides, worker, authority], "words": e.reason}
        case ev.StageEntered() as e:
            stage = rules.stage(e.stage)
            over = [words.overridden(e.override, rules)] if e.override else []
            title = f"{stage.label}: {stage.title}" + (f", line {e.line}" if e.line else "")
            lines = [*over, _whom(e.whom)]
            return {"title": title, "words": e.reason, "lines": lines, "clauses": _clauses(stage.clauses)}
        case ev.LineEntered() as e:
            over = [words.overridden(e.override, rules)] if e.override else []
            return {"title": f"Line {e.line}", "words": e.reason, "lines": [*over, _whom(e.whom)]}
        case ev.DutyArose() | ev.DutyTimed() | ev.DutyDischarged() | ev.DutyLapsed() | ev.DeadlinePassed():
            return _duty(item.event, rules, names)
        case _:
            return _said(item.event, rules, names)


def _whom(whom: str) -> str:
    return f"Tried: {whom}" if whom else ""


def _notices(notices: Iterable[ev.NoticeOwed], rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any]:
    """Everybody who has to be told of one act, each named once, and who of them cannot be."""
    told: dict[str, list[str]] = {}
    for notice in notices:
        why = told.setdefault(words.who(notice.to, rules.posts, _sides(notice.agency, names)), [])
        if notice.blocked and notice.blocked not in why:
            why.append(notice.blocked)
    one = len(told) == 1
    lines = [f"Cannot be sent{'' if one else f' to {who}'}: {why}" for who, whys in told.items() for why in whys]
    return {"title": f"To be told: {words.listed(list(told))}", "lines": lines}


def _sides(agency: str | None, names: Mapping[str, str]) -> dict[str, str]:
    """The agency's own name for whichever side a post is on, where an entry is about one agency."""
    name = names.get(agency or "")
    return dict.fromkeys(words.SIDES, name) if name else {}


def _owes(owed: ev.DutyArose, rules: Rulebook, names: Mapping[str, str]) -> str:
    """Who owes it. What each agency owes on its own names the agency."""
    name, each = names.get(owed.agency or "", ""), words.SPECIAL["each agency"]
    said = [words.who(who, rules.posts, _sides(owed.agency, names)) for who in owed.who]
    text = words.listed([name if name and who == each else who for who in said])
    return f"By {text}, for {name}." if _each(owed.key, names) and name not in text else f"By {text}."


def _each(key: str, names: Mapping[str, str]) -> str:
    """The agency that owes this one of what each agency owes, by name; empty where it is owed once."""
    return names.get(agency_of(key), "")


def _for(key: str, names: Mapping[str, str]) -> str:
    name = _each(key, names)
    return f"For {name}." if name else ""


def _duty(event: ev.Event, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any] | None:
    match event:
        case ev.DutyArose() as e:
            duty = rules.duty(e.duty)
            due = f"By {weekday_instant(e.due_at)}." if e.due_at else ""
            return {
                "title": f"Owed: {duty.says}",
                "lines": [_owes(e, rules, names), due, words.origin(duty)],
                "clauses": _clauses(duty.clauses),
            }  # fmt: skip
        case ev.DutyTimed() as e:
            duty = rules.duty(duty_of(e.key))
            due = f"Now by {weekday_instant(e.due_at)}." if e.due_at else "No date now."
            safe = f"Judged safe by {e.judged_safe_by}." if e.judged_safe_by else ""
            was = f"It was {weekday_instant(e.was_at)}." if e.was_at else ""
            how = HOW.get(e.how, f"Date {e.how}")
            lines = [_for(e.key, names), due, was, safe]
            return {"title": f"{how}: {duty.says}", "lines": lines, "words": e.reason}
        case ev.DutyDischarged() as e:
            how = "Attempted" if e.attempted else "Done"
            return {"title": f"{how}: {rules.duty(e.duty).says}", "lines": [_for(e.key, names)], "words": e.note}
        case ev.DutyLapsed() as e:
            because = words.happening(e.because, rules)
            return {"title": f"No longer owed: {rules.duty(e.duty).says}", "lines": [_for(e.key, names), because]}
        case ev.DeadlinePassed() as e:
            return {
                "title": f"Overdue: {rules.duty(e.duty).says}",
                "lines": [_for(e.key, names), f"It was due by {weekday_instant(e.due_at)}."],
            }
        case _:
            return None


def _said(event: ev.Event, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any] | None:
    match event:
        case ev.DiscussionRecorded() as e:
            with_ = f"With {e.people}." if e.people else ""
            done = f"Agreed to do: {e.actions}" if e.actions else ""
            how = f", {e.channel}" if e.channel else ""
            return {"title": f"Discussion{how}", "words": e.summary, "lines": [with_, done]}
        case ev.AttemptRecorded() as e:
            how = f", {e.channel}" if e.channel else ""
            return {"title": f"No reply{how}", "lines": [f"Tried: {e.whom}"], "words": e.note}
        case ev.Responded() as e:
            return {"title": f"Answer: they {OUTCOMES.get(e.outcome, e.outcome)}", "words": e.reasons}
        case ev.FactsRecorded() as e:
            title = "Became known" if e.facts or not e.answers else "Answered"
            return {"title": title, "lines": [*facts(e.facts, rules), *_answers(e.answers, rules)], "words": e.reason}
        case ev.EventRecorded() as e:
            says = next((o.says for o in rules.policy.events if o.id == e.event), e.event)
            return {"title": says, "words": e.note}
        case ev.ProtectiveDeadlineSet() as e:
            kind = "Protective date" if e.what == "protective" else "Target"
            return {"title": f"{kind} set", "lines": [weekday_instant(e.due_at)], "words": e.reason}
        case ev.ResolutionProposed() as e:
            left = f"Still to settle: {e.outstanding}" if e.outstanding else ""
            return {
                "title": "Resolution proposed",
                "words": e.outcome,
                "lines": [e.actions and f"To do: {e.actions}", left],
            }
        case ev.ResolutionAnswered() as e:
            return {"title": "Resolution agreed" if e.agree else "Resolution not agreed", "words": e.note}
        case _:
            return _ended(event, rules, names)


def _ended(event: ev.Event, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any] | None:
    match event:
        case ev.PanelConvened() as e:
            seats = [f"{person} for {names.get(agency, agency)}" for agency, person in e.members.items()]
            return {"title": "Panel convened", "lines": [words.listed(seats)], "words": e.exception}
        case ev.DecisionRecorded() as e:
            sides = voices(e.positions, rules, names)
            title = "Decision" if e.made else "Not agreed, so not decided"
            return {
                "title": title,
                "words": e.decision,
                "lines": [words.listed(sides), e.dissent and f"Dissent: {e.dissent}"],
            }
        case ev.Acknowledged() | ev.Reminded() | ev.NoticeFailed() | ev.NoticeDropped():
            return clocked(event, rules, names)
        case ev.Closed() as e:
            left = f"Still outstanding: {e.outstanding}" if e.outstanding else ""
            return {
                "title": f"Closed: {words.state(e.ending, rules.policy)}",
                "words": e.reason,
                "lines": [left],
            }
        case ev.Reopened() as e:
            return {"title": "Reopened", "words": e.reason}
        case _:
            return beside(event, rules, names)


def voices(positions: Mapping[str, bool], rules: Rulebook, names: Mapping[str, str]) -> list[str]:
    """Who agreed and who did not, by agency or post."""
    called = {name: names.get(name) or words.who(name, rules.posts) for name in positions}
    return [f"{called[name]} {'agrees' if agrees else 'does not agree'}" for name, agrees in positions.items()]


def facts(known: Mapping[str, tuple[str, ...]], rules: Rulebook) -> Iterator[str]:
    """Facts in the policy's words: the question and what was answered."""
    for name, values in known.items():
        fact = rules.facts.get(name)
        said = {"yes": "Yes", "no": "No"} | ({option.id: option.says for option in fact.options} if fact else {})
        yield f"{fact.asks if fact else name} {words.listed([said.get(v, v) for v in values])}"


def _answers(answered: Mapping[str, str], rules: Rulebook) -> Iterator[str]:
    """Answers to a form's questions, under the form's own labels."""
    labels = {field.id: field.label for form in rules.forms.values() for field in form.fields}
    for name, said in answered.items():
        yield f"{labels.get(name, name)}: {said}"


def _clauses(ids: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"id": clause} for clause in ids]
