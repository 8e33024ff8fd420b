"""A finished draft: what was answered on each page, and the command that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from wayforward.core import commands as cmd
from wayforward.directory.models import Person
from wayforward.escalations import record
from wayforward.jobs import instant
from wayforward.web.acts.questions import given_answers, given_facts
from wayforward.web.pages.raising import questions as ask
from wayforward.web.pages.raising.desk import EXPECTED, PERSON, Desk, Questions
from wayforward.web.pages.raising.scope import elsewhere

NOT_KNOWN = {
    "not-asked": "Not known: nobody has been able to ask them yet.",
    "not-able": "Not known: they are not able to say.",
    "not-safe": "Not known: it would not be safe to ask them now.",
}
TOO_YOUNG = {"not-able": "Not known: they are too young, or not able to say."}  # said of a child only


@dataclass(frozen=True)
class Finished:
    """Every page that was asked, bound to what was posted. `undone` names the first that is not finished."""

    desk: Desk
    forms: dict[str, Questions]

    @property
    def undone(self) -> str | None:
        return next((name for name, form in self.forms.items() if not (form.is_bound and form.is_valid())), None)

    def cleaned(self, name: str) -> dict[str, Any]:
        form = self.forms.get(name)
        return form.cleaned_data if form is not None and form.is_bound and form.is_valid() else {}


def finished(desk: Desk) -> Finished:
    return Finished(desk, {name: ask.form(name, page, desk) for name, page in ask.pages(desk).items()})


def command(told: Finished) -> cmd.Raise:
    """What raising it asks of the rulebook. Every page must be finished."""
    desk, mine = told.desk, told.desk.mine.key
    raised_on = told.cleaned("first").get("raised_on")
    beside = _supporter(told)
    subjects = tuple(_subject(told, name) for name in desk.about() if told.cleaned(name).get("kind") != "none")
    return cmd.Raise(
        by=cmd.Actor(person=str(desk.person.pk), agency=mine),
        ref=record.new_reference(),
        raising=mine,
        responding=tuple(told.cleaned("other")["other"]),
        subjects=subjects,
        facts=_facts(told),
        answers=_answers(told),
        concern_raised_at=min(datetime.combine(raised_on, time(12), instant.LONDON), desk.at) if raised_on else None,
        supporter=str(beside.pk) if beside else None,
        received_from=told.cleaned("received").get("received_from") or "",
    )


def _subject(told: Finished, name: str) -> cmd.Subject:
    """One person. An unborn child's date is the expected one, asked on a page of its own."""
    given, expected = told.cleaned(name), told.cleaned(name.replace(PERSON, EXPECTED))
    born = expected.get("born") if given["kind"] == "unborn" else given.get("born")
    return cmd.Subject(
        kind=given["kind"], name=given.get("name") or "", born_on=born.isoformat() if born else "",
        location=(told.cleaned("where").get("location") or "") if name == PERSON else "",
    )  # fmt: skip


def _facts(told: Finished) -> dict[str, tuple[str, ...]]:
    desk = told.desk
    known = given_facts(told.cleaned("facts"))
    if desk.danger is not None and told.cleaned("danger").get("danger"):
        known |= {desk.danger.id: ("yes",)}
    births = [d for name in desk.about() if (d := told.cleaned(name.replace(PERSON, EXPECTED)).get("born"))]
    if births and "expected-on" in desk.rules.facts:
        known |= {"expected-on": (min(births).isoformat(),)}
    anyway = next((e for e in elsewhere(desk.policy) if e.id == desk.said("scope", "anyway")), None)
    return {**known, **(anyway.facts if anyway else {})}


def _answers(told: Finished) -> dict[str, str]:
    said = told.cleaned("disagreement")
    answers = given_answers(said) | given_answers(told.cleaned("wishes"))
    reasons = NOT_KNOWN | (TOO_YOUNG if ask.of_a_child(told.desk) else {})
    why = reasons.get(said.get("wishes_known") or "")
    return answers | ({ask.voice(told.desk): why} if why else {})


def _supporter(told: Finished) -> Person | None:
    """The colleague who was chosen, or whose address was typed."""
    given = told.cleaned("beside")
    if given.get("address"):
        return ask.working_with(told.desk).filter(email__iexact=given["address"]).first()
    return Person.objects.filter(pk=given["beside"]).first() if given.get("beside") else None
