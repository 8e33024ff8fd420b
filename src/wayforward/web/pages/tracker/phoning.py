"""Log for a worker who telephoned: which agency and who, then one page, then who will be told; raised in their name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle import decide
from wayforward.core.people import OFFICE
from wayforward.core.verdict import Refused
from wayforward.directory.models import Agency, Person, Work
from wayforward.directory.seating import current, on
from wayforward.escalations import drafts, read, record
from wayforward.escalations.drafts import Draft
from wayforward.web import fields, hold
from wayforward.web.fields import Option
from wayforward.web.pages.acting import follows, rows
from wayforward.web.pages.raising import questions as raising
from wayforward.web.pages.raising.desk import Desk, Questions, form_of
from wayforward.web.pages.raising.finished import Finished, command
from wayforward.web.pages.raising.questions import COLLEAGUES
from wayforward.web.pages.tracker.office import Office, office_of

NOT_LISTED = "not-listed"
OF_RAISING = {
    "danger": raising.DANGER, "other": raising.OTHER, "about": raising.ABOUT, "disagreement": raising.DISAGREEMENT,
}  # fmt: skip
DANGER = "If yes, make sure that 999 has been rung before you go on. You can still write this down."


@dataclass(frozen=True)
class Call:
    """A call as far as it is written down: whose office, which agency the worker is of, and what was typed.

    `before` is what was typed and never sent, to be filled in and not yet judged.
    """

    office: Office
    agency: Agency
    posted: QueryDict | None
    before: QueryDict | None = None

    @cached_property
    def workers(self) -> list[Person]:
        there = current(Work.objects.filter(agency=self.agency), on(self.office.at)).values("person_id")
        return list(Person.objects.filter(pk__in=there, is_active=True).order_by("name")[:COLLEAGUES])

    @cached_property
    def desk(self) -> Desk:
        """Raising's own desk, with nothing kept and the worker's agency as the one that raises."""
        office = self.office
        own = [agency for agency in office.agencies if not agency.office]
        draft = Draft(partnership=office.partnership, person=office.person, purpose="phone")
        return Desk(draft, {}, office.rules, office.adoption, office.person, (self.agency,), tuple(own), office.at)

    @cached_property
    def form(self) -> Questions:
        """The one page: the questions of raising, headed by who telephoned, and what they have said to each other."""
        asked: dict[str, Any] = {"worker": _worker(self.workers)}
        for page in OF_RAISING.values():
            asked |= page.questions(self.desk)
        for question in asked.values():
            question.heading, question.size = False, "s"
        asked["danger"].help_text = DANGER
        asked["other"].label = "Which agency do they disagree with?"
        kind = form_of(asked | _talk(), self.office.at)
        if self.posted is None and self.before is not None:
            return cast(Questions, hold.unjudged(kind, self.before))
        return kind(self.posted)

    @property
    def place(self) -> hold.Place:
        """Where what is typed is kept, until it is raised."""
        partnership = self.office.partnership
        return hold.Place(
            person=str(self.office.person.pk), partnership=str(partnership.pk), purpose=f"phone:{self.agency.pk}",
            address=reverse("phone-log-call", args=[partnership.key, self.agency.pk]),
        )  # fmt: skip

    @property
    def worker(self) -> Person | None:
        chosen = self.form.cleaned_data.get("worker")
        return next((person for person in self.workers if str(person.pk) == chosen), None)

    @property
    def me(self) -> Actor:
        return Actor(person=str(self.office.person.pk), agency=OFFICE, office=True)

    def raises(self, worker: Person) -> cmd.Raise:
        """What it asks of the rulebook, in the worker's name."""
        at = self.office.at
        forms = {name: form_of(page.questions(self.desk), at)(self.posted) for name, page in OF_RAISING.items()}
        return replace(command(Finished(self.desk, forms)), by=self.me, for_person=str(worker.pk))

    def discusses(self) -> cmd.RecordDiscussion | None:
        """The talk that they had before anybody logged it, at the time they say it was."""
        given = self.form.cleaned_data
        if not given.get("have_talked"):
            return None
        return cmd.RecordDiscussion(by=self.me, summary=given["talked"], occurred_at=given["talked_at"])

    def is_whole(self) -> bool:
        """Whether everything is answered: when they talked as well, where they did, and not in the future."""
        form = self.form
        if not form.is_bound or not form.is_valid():
            return False
        talked_at = form.cleaned_data.get("talked_at")
        if form.cleaned_data.get("have_talked") and talked_at is None:
            form.add_error("talked_at", "Enter when they talked")
        elif talked_at is not None and talked_at > self.office.at:
            form.add_error("talked_at", "When they talked must be in the past")
        return not form.errors


@login_required
def who(request: HttpRequest, area: str) -> HttpResponse:
    """Which agency the worker is of."""
    office = office_of(request, area)
    options = [Option(str(agency.pk), agency.name) for agency in office.agencies if not agency.office]
    asked = {"agency": fields.Select("Which agency does the worker who telephoned work for?", options, heading=True,
                                     missing="Select an agency")}  # fmt: skip
    form = type("Agency", (fields.Questions,), {**asked, "__module__": __name__})(request.POST or None)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(reverse("phone-log-call", args=[area, form.cleaned_data["agency"]]))
    return render(request, "tracker/who.html", _frame(office) | {"form": form})


@hold.kept_for_its_writer
def call(request: HttpRequest, area: str, agency: UUID) -> HttpResponse:
    """What the worker said, on one page; then who will be told and which clocks start; then raised, once it is sent."""
    office = office_of(request, area)
    found = next((a for a in office.agencies if a.pk == agency and not a.office), None)
    if found is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    place = Call(office, found, None).place
    told = Call(office, found, posted, None if posted else hold.kept_on(place, office.person))
    page = _frame(office) | {"agency": found, "form": told.form, "ticket": hold.ticket(place)}
    if posted is not None and posted.get("confirm") == "yes":
        return _raised(request, told, page)
    if posted is not None:
        hold.keep(place, hold.typed_in(request))
    if posted is not None and posted.get("worker") == NOT_LISTED:
        return render(request, "tracker/not_listed.html", page | {"form": None})
    if not told.is_whole() or (worker := told.worker) is None:
        return render(request, "tracker/call.html", page | {"kept": told.before is not None})
    outcome = decide(office.rules, Escalation(), told.raises(worker), office.at)
    if isinstance(outcome, Refused):
        return render(request, "tracker/call.html", page | {"refusal": outcome.says})
    draft = drafts.under(office.person, place.purpose)
    return render(request, "tracker/call_check.html", page | {
        "worker": worker, "answers": rows(told.form), "follows": follows(outcome, office.rules),
        "danger": told.form.cleaned_data.get("danger"), "typed": hold.typed_in(request), "draft": draft,
    })  # fmt: skip


def _raised(request: HttpRequest, told: Call, page: Mapping[str, Any]) -> HttpResponse:
    """Raise it, once, however often it is sent: the draft it was kept in is used up by it."""
    office, worker = told.office, told.worker if told.is_whole() else None
    try:
        key = UUID(request.POST.get("draft", ""))
    except ValueError:
        key = None
    draft = drafts.find(office.person, key) if key else None
    if key and draft is None and (ref := read.raised_from(key, office.person)):  # sent twice
        return HttpResponseRedirect(reverse("escalation", args=[ref]))
    if worker is None or draft is None:
        return render(request, "tracker/call.html", page)
    begun = record.begin(office.adoption, told.raises(worker), office.at, draft)
    if isinstance(begun, Refused):
        return render(request, "tracker/call.html", {**page, "refusal": begun.says})
    talked = told.discusses()
    if begun.added and talked is not None:
        record.submit(begun.escalation.pk, talked, office.at)
    if begun.added:
        messages.success(request, f"Raised. Tell the worker that the reference is {begun.escalation.ref}.")
    return HttpResponseRedirect(reverse("escalation", args=[begun.escalation.ref]))


def _worker(workers: list[Person]) -> fields.Select:
    options = [Option(str(person.pk), person.name) for person in workers]
    return fields.Select(
        "Who telephoned?", [*options, Option(NOT_LISTED, "A worker who is not listed")], missing="Select who telephoned"
    )


def _talk() -> dict[str, Any]:
    """The talk before anybody logged it. What came of it is what one of them says, and settles nothing."""
    return {
        "have_talked": fields.YesNo(
            "Have the two workers talked about it already?", yes_reveals="talked", missing="Select yes if they talked",
        ),
        "talked": fields.Textarea(
            "What was said, and what came of it?", rows=3, missing="Enter what was said and what came of it",
            hint="This is one side’s account. It is settled when both sides have said so.",
        ),
        "talked_at": fields.DateTimeField(
            "When did they talk?", named="when they talked", required=False,
            hint="Only if they talked. For example, 24 12 2026 16:55",
        ),
    }  # fmt: skip


def _frame(office: Office) -> dict[str, Any]:
    return {"partnership_name": office.partnership.name, "area": office.partnership.key, "policy": office.rules.policy}
