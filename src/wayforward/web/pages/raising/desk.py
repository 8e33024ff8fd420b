"""What somebody raises, as far as they have got: a draft, the questions of each page, and the command they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import QueryDict

from wayforward.core import commands as cmd
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import Rulebook
from wayforward.directory.models import Adoption, Agency
from wayforward.escalations import record
from wayforward.escalations.drafts import Draft
from wayforward.web import clock, fields
from wayforward.web.acts.questions import fact_question, field_question, given_answers, given_facts
from wayforward.web.fields import Option

DANGER = ("immediate-danger", "immediate-harm")
EXPECTED = "expected-on"  # asked with the name, where it is about an unborn child
ASKED_ELSEWHERE = (*DANGER, EXPECTED, "status", "same-agency", "subject")
KINDS = {
    "child": "A child", "young-person": "A young person", "unborn": "An unborn child", "adult": "An adult at risk",
    "none": "No one person: a policy or a way of working",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A draft with all that its questions depend on."""

    draft: Draft
    typed: Mapping[str, Mapping[str, list[str]]]  # page -> what was posted
    rules: Rulebook
    adoption: Adoption
    own: tuple[Agency, ...]  # where the person works in this partnership
    agencies: tuple[Agency, ...]
    at: datetime

    @property
    def policy(self) -> Policy:
        return self.rules.policy

    def form(self, name: str, posted: QueryDict | None = None) -> fields.Questions:
        """One page's questions, bound to what was posted now or before."""
        asked = PAGES[name].questions(self)
        data = posted if posted is not None else _query(self.typed[name]) if name in self.typed else None
        form: fields.Questions = _form(name, asked, self.at)(data)
        return form

    def cleaned(self, name: str) -> dict[str, Any]:
        form = self.form(name)
        return form.cleaned_data if form.is_bound and form.is_valid() else {}

    def asked(self) -> list[str]:
        """The pages this draft needs, in order. A page with one possible answer is not asked."""
        return [name for name, page in PAGES.items() if page.questions(self)]


def _own(desk: Desk) -> dict[str, Any]:
    if len(desk.own) < 2:
        return {}
    options = [Option(agency.key, agency.name) for agency in desk.own]
    return {"own": fields.Radios("Which agency do you raise this for?", options, heading=True)}


def _danger(desk: Desk) -> dict[str, Any]:
    fact = next((desk.rules.facts[f] for f in DANGER if f in desk.rules.facts), None)
    question = fact.asks if fact else "Is anybody in immediate danger?"
    return {
        "danger": fields.YesNo(
            question, heading=True, missing="Select yes if somebody is in danger now",
            hint="If yes, ring 999 first. You can still raise this: one does not replace the other.",
        )
    }  # fmt: skip


def _other(desk: Desk) -> dict[str, Any]:
    mine = {agency.key for agency in desk.own}
    chosen = desk.typed.get("own", {}).get("own", [])
    mine = set(chosen) or mine
    options = [Option(agency.key, agency.name) for agency in desk.agencies if agency.key not in mine]
    return {
        "other": fields.Checkboxes(
            "Which agency do you disagree with?", options, heading=True, missing="Select at least one agency",
            hint="A concern inside your own agency goes through its own procedures, not here.",
        )
    }  # fmt: skip


def _about(desk: Desk) -> dict[str, Any]:
    options = [Option(kind, KINDS[kind]) for kind in desk.policy.subjects if kind in KINDS]
    return {
        "kind": fields.Radios("Who is it about?", options, missing="Select who it is about"),
        "name": fields.Text("Their name", hint="As both agencies will know them", required=False),
        "born": fields.DateField("Date of birth, or the expected date", named="the date of birth", required=False),
    }


def _disagreement(desk: Desk) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "answer_decided": fields.Textarea(
            "What was decided, done or not done?", rows=3, missing="Enter what was decided, done or not done"
        ),
        "answer_disagree": fields.Textarea(
            "Why does this not keep them safe?", missing="Enter why this does not keep them safe"
        ),
        "answer_want": fields.Textarea("What would put it right?", rows=3, missing="Enter what would put it right"),
        "answer_safe-now": fields.Textarea("What keeps them safe meanwhile?", rows=3, required=False),
        "raised_on": fields.DateField(
            "When did you first raise it with them?", named="the date you first raised it", required=False,
            hint="Leave empty for today. Clocks may count from this day.",
        ),
    }  # fmt: skip
    for form in desk.policy.forms:
        if "raised" in form.when:
            asked |= {f"answer_{f.id}": field_question(f) for f in form.fields if f.required and not f.source}
    return asked


def _facts(desk: Desk) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    chosen = {key.partition(":")[0] for key in desk.typed.get("other", {}).get("other", [])}
    statuses = {s: t for a in desk.policy.agencies if a.id in chosen for s, t in a.statuses_titles.items()}
    if statuses:
        asked["fact_status"] = fields.Radios(
            "How is the case with them?", [Option(s, t) for s, t in statuses.items()], required=False
        )
    for fact in desk.policy.facts:
        if fact.asked == "raise" and fact.id not in ASKED_ELSEWHERE:
            asked[f"fact_{fact.id}"] = fact_question(fact)
    return asked


ANYWAY: Mapping[str, Any] = {
    "override": fields.Tick("Raise it here all the same", required=False),
    "reason": fields.Textarea("Why here?", rows=3, required=False),
}


@dataclass(frozen=True)
class Page:
    title: str
    questions: Callable[[Desk], dict[str, Any]]


PAGES: Mapping[str, Page] = {
    "danger": Page("Immediate danger", _danger),
    "own": Page("Your agency", _own),
    "other": Page("The other agency", _other),
    "about": Page("Who it is about", _about),
    "disagreement": Page("What you disagree about", _disagreement),
    "facts": Page("About the case", _facts),
}


class Questions(fields.Questions):
    """A page's questions, with what a date may not be on the day on which it is typed."""

    at: datetime

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        past = {"raised_on", "born"} if cleaned.get("kind") != "unborn" else {"raised_on"}
        today = self.at.astimezone(clock.LONDON).date()
        for name in past & cleaned.keys():
            asked, day = self.fields[name], cleaned[name]
            if isinstance(asked, fields.DateField) and day is not None and day > today:
                self.add_error(name, asked.refusal("must be today or in the past"))
        return cleaned


def _form(name: str, asked: dict[str, Any], at: datetime) -> type[Questions]:
    """A page of questions. About the case, nothing has to be answered, so nothing is marked."""
    return type("Page", (Questions,), {**asked, "at": at, "marks_optional": name != "facts", "__module__": __name__})


def command(desk: Desk, person: str) -> cmd.Raise:
    about, said, told = desk.cleaned("about"), desk.cleaned("disagreement"), desk.cleaned("facts")
    own = desk.cleaned("own").get("own") or desk.own[0].key
    known = given_facts(told)
    if desk.cleaned("danger").get("danger"):
        known |= {fact: ("yes",) for fact in DANGER if fact in desk.rules.facts}
    if about["kind"] == "unborn" and about.get("born") and EXPECTED in desk.rules.facts:
        known |= {EXPECTED: (about["born"].isoformat(),)}
    kind, born, raised_on = about["kind"], about.get("born"), said.get("raised_on")
    subject = cmd.Subject(kind=kind, name=about.get("name") or "", born_on=born.isoformat() if born else "")
    return cmd.Raise(
        by=cmd.Actor(person=person, agency=own),
        ref=record.new_reference(),
        raising=own,
        responding=tuple(desk.cleaned("other")["other"]),
        subjects=() if kind == "none" else (subject,),
        facts=known,
        answers=given_answers(said),
        concern_raised_at=min(datetime.combine(raised_on, time(12), clock.LONDON), desk.at) if raised_on else None,
    )


def _query(typed: Mapping[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in typed.items():
        query.setlist(name, list(values))
    return query
