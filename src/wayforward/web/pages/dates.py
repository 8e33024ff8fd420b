"""Worked dates: type a start, and see every date that a policy gives for it, and what has none and why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from wayforward.core.deadlines import due_under
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Force, OutsideCalendar, deadline
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.web import fields, leaflet, words
from wayforward.web.owing import whole_day
from wayforward.web.pages.contact import in_force
from wayforward.web.templatetags.wayforward import weekday_instant

LATE_ON_A_DAY = time(16, 55)  # when it is hardest: the offices are about to shut
CLOCKS = (DutyKind.RESOLVE, DutyKind.CAP)


class Start(fields.Questions):
    """When the clock starts. All of it is in the address, so that the page can be kept and sent."""

    start = fields.DateTimeField(
        "When does it start?",
        named="the start",
        hint="The day and the hour at which the concern was raised, or a stage began. For example, 24 12 2026 16:55",
        required=False,
    )
    marks_optional = False


def dates(request: HttpRequest, area: str) -> HttpResponse:
    """Every date that the policy in force in an area implies. GET only; an empty start is now."""
    adoption, now = in_force(area), instant.now()
    rules = rules_of(adoption)
    form = Start(_typed(request, now))
    start_at = form.cleaned_data.get("start") if form.is_valid() else None
    page: dict[str, Any] = {
        "partnership": adoption.partnership,
        "partnership_name": adoption.partnership.name,
        "policy": rules.policy,
        "form": form,
        "choices": _choices(rules, now),
        "for_whom": "the person" if "adult" in rules.policy.subjects else "the child",
    }
    if start_at is not None:
        try:
            page |= _worked_out(rules, start_at)
        except OutsideCalendar:
            first, last = rules.calendar.first, rules.calendar.last
            what = (
                f"must be well inside {words.spoken(first)} to {words.spoken(last)}: other bank holidays are not known"
            )
            field = form.fields["start"]
            assert isinstance(field, fields.DateTimeField)
            form.add_error("start", field.refusal(what))
    return render(request, "dates/dates.html", page)


def _typed(request: HttpRequest, now: datetime) -> QueryDict:
    """The address as the form's answers; where it gives no start, the boxes show now."""
    typed = request.GET.copy()
    boxes = ("day", "month", "year", "time")
    if not any(typed.get(f"start-{box}") for box in boxes):
        at = now.astimezone(instant.LONDON)
        for box, value in zip(boxes, (str(at.day), str(at.month), str(at.year), f"{at:%H:%M}"), strict=True):
            typed[f"start-{box}"] = value
    return typed


def _worked_out(rules: Rulebook, start_at: datetime) -> dict[str, Any]:
    """Raises OutsideCalendar where any of the dates would lie beyond the bank holidays that are known."""
    duties = sorted(rules.policy.duties, key=lambda duty: (_height(duty, rules), duty.kind not in CLOCKS))
    dated, undated, last_at = [], [], start_at
    for duty in duties:
        due = due_under(duty, rules.calendar, rules.policy.reading, start_at)
        if due.due_at is None:
            if not duty.system:
                undated.append(
                    {"what": leaflet.about(duty, rules), "why": _why_not(duty, rules), "clauses": due.clauses}
                )
            continue
        last_at = max(last_at, due.due_at)
        dated.append({
            "what": leaflet.about(duty, rules),
            "from": leaflet.starts(duty, rules),
            "again": str(duty.every) if duty.every else "",
            "origin": words.origin(duty),
            "clauses": [{"id": clause} for clause in due.clauses],
            "deadline": {
                "due_at": due.due_at,
                "whole_day": whole_day(due.due_at, rules),
                "for_whom": "the person" if "adult" in rules.policy.subjects else "the child",
                "force": words.FORCES[Force(due.force)],
                "why": {
                    "sentences": [s for s in due.because if not s.startswith("The policy starts this clock at")],
                    "clauses": [{"id": clause} for clause in due.clauses],
                },
            },
            "target_at": due.target_at,
            "target_whole_day": due.target_at is not None and whole_day(due.target_at, rules),
            "printed": duty.time.printed if duty.time else "",
        })  # fmt: skip
    return {
        "start_at": start_at,
        "dated": dated,
        "undated": _by_reason(undated),
        "in_turn": _in_turn(rules, start_at),
        "days_off": _days_off(rules, start_at, last_at),
    }


def _in_turn(rules: Rulebook, start_at: datetime) -> dict[str, Any]:
    """The ladder if each stage took all its time and the next began as it ended, up to the first without a time."""
    rows: list[dict[str, Any]] = []
    begins_at = start_at
    for stage in (s for s in rules.policy.stages if not s.beside):
        limit = next((d.time for d in rules.policy.duties if d.stage == stage.id), None)
        found = (
            deadline(begins_at, limit.within, rules.calendar, rules.policy.reading) if limit and limit.within else None
        )
        name = f"{stage.label}: {stage.title}"
        if found is None or found.due_at is None:
            return {"rows": rows, "stops_at": name}
        rows.append({"stage": name, "due_at": found.due_at, "whole_day": whole_day(found.due_at, rules)})
        begins_at = found.due_at
    return {"rows": rows, "stops_at": ""}


def _height(duty: Duty, rules: Rulebook) -> int:
    """How far up the ladder a duty stands: with the first of its stages; limits over several come last."""
    order = {stage.id: n for n, stage in enumerate(rules.policy.stages)}
    stages = {duty.stage} if duty.stage else leaflet.stages_of(duty, rules)
    return len(order) if duty.kind is DutyKind.CAP or not stages else min(order[s] for s in stages if s in order)


def _why_not(duty: Duty, rules: Rulebook) -> str:
    time_ = duty.time
    if time_ is None:
        return duty.silent or "The policy gives no time for it."
    if time_.set_by:
        return f"The time is set by {words.who(time_.set_by, rules.posts)}."
    if time_.within is None:
        return time_.silent or "The policy gives no time for it."
    return "As soon as possible: there is no date, so do it now."


def _by_reason(undated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in undated:
        found.setdefault(one["why"], []).append(one)
    return [{"why": why, "items": items} for why, items in sorted(found.items(), key=lambda each: -len(each[1]))]


def _days_off(rules: Rulebook, start_at: datetime, last_at: datetime) -> list[dict[str, Any]]:
    """The bank holidays and closures between the start and the last of the dates, by name."""
    first, last = (each.astimezone(instant.LONDON).date() for each in (start_at, last_at))
    return [
        {"on": day, "name": rules.calendar.why_not(day)}
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        if day.weekday() < 5 and not rules.calendar.is_working_day(day)
    ]


def _choices(rules: Rulebook, now: datetime) -> list[dict[str, str]]:
    """Starts to choose with one press: now, and late on the last working day before the next bank holiday."""
    choices = [{"text": f"Now: {weekday_instant(now)}", "query": _query(now)}]
    today = now.astimezone(instant.LONDON).date()
    coming = [day for day in sorted(rules.calendar.holidays) if day > today]
    if coming and rules.calendar.first < today:
        before = datetime.combine(_eve(rules, coming[0]), LATE_ON_A_DAY, instant.LONDON)
        choices.append({"text": f"Before the next bank holiday: {weekday_instant(before)}", "query": _query(before)})
    return choices


def _eve(rules: Rulebook, holiday: date) -> date:
    return rules.calendar.previous_working_day(holiday)


def _query(at: datetime) -> str:
    local = at.astimezone(instant.LONDON)
    typed = QueryDict(mutable=True)
    typed.update({
        "start-day": str(local.day), "start-month": str(local.month), "start-year": str(local.year),
        "start-time": f"{local:%H:%M}",
    })  # fmt: skip
    return typed.urlencode()
