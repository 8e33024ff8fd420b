"""The questions of each page of raising: few, in the policy's own words where it has them, none of them twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from wayforward.core.policy.papers import Field
from wayforward.core.policy.whole import Policy
from wayforward.directory.models import Person, Work
from wayforward.directory.seating import current, on
from wayforward.web import fields
from wayforward.web.acts.questions import fact_question, field_question
from wayforward.web.fields import Option
from wayforward.web.pages.raising.desk import EXPECTED, PERSON, Desk, Questions, form_of, posted
from wayforward.web.pages.raising.scope import asked_before

KINDS = {
    "child": "A child", "young-person": "A young person", "unborn": "An unborn child", "adult": "An adult at risk",
    "none": "No one person: a policy or a way of working",
}  # fmt: skip
VOICE = ("subject-voice", "child-voice", "wishes")  # what a policy's form may call the wishes of the child or adult
WISHES = {
    "yes": "Yes. I will write it next",
    "not-asked": "No. Nobody has been able to ask them yet",
    "not-able": "No. They are not able to say",
    "not-safe": "No. It would not be safe to ask them now",
    "other": "No, for another reason. I will say why next",
}
TOO_YOUNG = {"not-able": "No. They are too young, or not able to say"}  # said of a child only
WRITTEN = ("yes", "other")  # the answers that a line is typed for
COLLEAGUES = 300  # in one list; beyond, an address is typed


@dataclass(frozen=True)
class Page:
    title: str
    questions: Callable[[Desk], dict[str, Any]]
    headed: bool = True  # the page has a heading of its own, beside its questions
    intro: str = ""


def pages(desk: Desk) -> dict[str, Page]:
    """The pages this draft needs, in order. A page with one possible answer is not asked."""
    people: dict[str, Page] = {}
    for name in desk.about():
        people[name] = ABOUT
        if desk.said(name, "kind") == "unborn":
            people[name.replace(PERSON, EXPECTED)] = BORN
    found = {
        "own": OWN, "danger": DANGER, "other": OTHER, **people, "disagreement": DISAGREEMENT, "wishes": WISH,
        "facts": FACTS, **{name: page for name, page in MORE.items() if name in desk.typed},
    }  # fmt: skip
    return {name: page for name, page in found.items() if page.questions(desk)}


def page_called(name: str, desk: Desk) -> Page | None:
    """The page with this name, those that are only asked for when wanted among them."""
    stem, _, number = name.partition("-")
    if number.isdecimal() and stem in (PERSON, EXPECTED) and name.replace(EXPECTED, PERSON) in _room(desk):
        return ABOUT if stem == PERSON else BORN
    found = pages(desk).get(name) or MORE.get(name)
    return found if found and found.questions(desk) else None


def form(name: str, page: Page, desk: Desk, data: Any = None) -> Questions:
    """One page's questions, bound to what was posted now or before."""
    if data is None and name in desk.typed:
        data = posted(desk.typed[name])
    asked = page.questions(desk)
    past = tuple(q for q in ("raised_on", "born") if q in asked and page is not BORN)
    bound: Questions = form_of(asked, desk.at, past=past, marks_optional=name != "facts")(data)
    return bound


def next_person(desk: Desk) -> str | None:
    """The page of one more person; None where there is no room for another."""
    return next((name for name in _room(desk) if name not in desk.typed), None)


def own_fields(policy: Policy) -> list[Field]:
    """What the policy's own form asks of whoever raises it, and the case does not know already."""
    return [f for form in policy.forms if "raised" in form.when for f in form.fields if f.required and not f.source]


def concern(policy: Policy) -> str:
    """The question that what somebody wrote before answers first: the policy's own, where it has one."""
    return next((f"answer_{f.id}" for f in own_fields(policy)), "answer_decided")


def voice(desk: Desk) -> str:
    """Where the wishes of the child or adult are kept: in the policy's own field, where it has one."""
    known = [f.id for form in desk.policy.forms for f in form.fields]
    return next((name for name in VOICE if name in known), "wishes")


def of_a_child(desk: Desk) -> bool:
    """Whether anybody it is about can be too young to say what they want."""
    return bool({"child", "young-person"} & set(desk.kinds()))


def _room(desk: Desk) -> list[str]:
    kinds = [] if desk.said(PERSON, "kind") == "none" else range(2, 9)
    return [f"{PERSON}-{n}" for n in kinds]


# --- page by page ---------------------------------------------------------------------------------------


def _own(desk: Desk) -> dict[str, Any]:
    if len(desk.own) < 2:
        return {}
    options = [Option(agency.key, agency.name) for agency in desk.own]
    return {"own": fields.Radios("Which agency do you raise this for?", options, heading=True)}


def _danger(desk: Desk) -> dict[str, Any]:
    question = desk.danger.asks if desk.danger else "Is anybody in immediate danger?"
    return {
        "danger": fields.YesNo(
            question, heading=True, missing="Select yes if somebody is in danger now",
            hint="If yes, the next page says whom to ring first. You can still raise this: one does not replace the"
            " other.",
        )
    }  # fmt: skip


def _other(desk: Desk) -> dict[str, Any]:
    options = [Option(agency.key, agency.name) for agency in desk.agencies if agency != desk.mine]
    return {
        "other": fields.Checkboxes(
            "Which agency do you disagree with?", options, heading=True, missing="Select at least one agency",
            hint="Select all that apply.",
        )
    }  # fmt: skip


def _about(desk: Desk) -> dict[str, Any]:
    kinds = [Option(k, KINDS[k]) for k in desk.policy.subjects if k in KINDS]
    nobody = " Leave empty where it is about no one person." if "none" in desk.policy.subjects else ""
    asked: dict[str, Any] = {
        "kind": fields.Radios("Who is it about?", kinds, missing="Select who it is about"),
        "name": fields.Text(
            "Their name", required=False,
            hint=f"As both agencies know them.{nobody}",
        ),
    }  # fmt: skip
    if _some_form_needs("subject-born-on", desk):
        asked["born"] = fields.DateField("Date of birth", named="the date of birth", required=False)
    return asked


def _some_form_needs(source: str, desk: Desk) -> bool:
    """Whether a form of this policy takes something from what is known of the person: else nobody asks for it."""
    return any(f.source == source for form in desk.policy.forms for f in form.fields)


def _expected(desk: Desk) -> dict[str, Any]:
    return {
        "born": fields.DateField(
            "When is the baby expected?", named="the expected date", heading=True, required=False,
            hint="For example, 27 3 2027. Leave empty if you do not know.",
        )
    }  # fmt: skip


def _disagreement(desk: Desk) -> dict[str, Any]:
    theirs = own_fields(desk.policy)
    asked = {f"answer_{f.id}": field_question(f, required=True) for f in theirs}
    if not theirs:
        asked["answer_decided"] = fields.Textarea(
            "What was decided, done or not done?", rows=3, missing="Enter what was decided, done or not done"
        )
    if len(theirs) < 2:
        asked["answer_disagree"] = fields.Textarea(
            "Why does this not keep them safe?", rows=3, missing="Enter why this does not keep them safe"
        )
    asked["answer_want"] = fields.Textarea("What would put it right?", rows=3, missing="Enter what would put it right")
    asked["answer_safe-now"] = fields.Textarea("What keeps them safe meanwhile?", rows=3, required=False)
    if {"child", "young-person", "adult"} & set(desk.kinds()) and f"answer_{voice(desk)}" not in asked:
        asked["wishes_known"] = fields.Radios(
            "Do you know what they say or want?",
            [Option(key, text) for key, text in (WISHES | (TOO_YOUNG if of_a_child(desk) else {})).items()],
            missing="Select whether you know what they say or want",
        )
    return asked


def _wishes(desk: Desk) -> dict[str, Any]:
    known = desk.said("disagreement", "wishes_known")
    if known not in WRITTEN or "wishes_known" not in _disagreement(desk):
        return {}
    question = "What do they say or want?" if known == "yes" else "Why is it not known what they want?"
    missing = "Enter what they say or want" if known == "yes" else "Enter why it is not known"
    return {f"answer_{voice(desk)}": fields.Textarea(question, heading=True, missing=missing)}


def _facts(desk: Desk) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    chosen = {key.partition(":")[0] for key in desk.typed.get("other", {}).get("other", [])}
    statuses = {s: t for a in desk.policy.agencies if a.id in chosen for s, t in a.statuses_titles.items()}
    if statuses:
        asked["fact_status"] = fields.Radios(
            "How is the case with them?", [Option(s, t) for s, t in statuses.items()], required=False
        )
    elsewhere = {"status", "subject", "expected-on", *asked_before(desk.policy)}
    elsewhere |= {desk.danger.id} if desk.danger else set()
    for fact in desk.policy.facts:
        if fact.asked == "raise" and fact.id not in elsewhere:
            asked[f"fact_{fact.id}"] = fact_question(fact)
    return asked


def _first(desk: Desk) -> dict[str, Any]:
    return {
        "raised_on": fields.DateField(
            "When did you first raise it with them?", named="the date you first raised it", heading=True,
            hint="For example, 27 3 2026. Clocks may count from this day.",
        )
    }  # fmt: skip


def _beside(desk: Desk) -> dict[str, Any]:
    """Somebody of one's own agency who stands beside whoever raises it."""
    found = colleagues(desk)
    if len(found) > COLLEAGUES:
        return {"address": ColleaguesAddress(desk)}
    if not found:
        return {}
    options = [Option(str(p.pk), p.name) for p in found]
    return {"beside": fields.Select("Who stands beside you?", options, heading=True, missing="Select a colleague")}


def _where(desk: Desk) -> dict[str, Any]:
    if not _some_form_needs("subject-location", desk) or desk.said(PERSON, "kind") == "none":
        return {}
    return {
        "location": fields.Text(
            "Where do they live?", heading=True, missing="Enter where they live",
            hint="A form of this policy asks for it at a later stage. It is sealed apart from everything else.",
        )
    }  # fmt: skip


def _received(desk: Desk) -> dict[str, Any]:
    return {
        "received_from": fields.Text(
            "Which area sent it to you?", heading=True, missing="Enter the area that sent it",
            hint="For example, the council or partnership that referred it here.",
        )
    }  # fmt: skip


class ColleaguesAddress(fields.Email):
    """The address of somebody who works at the raising agency today, where they are too many for a list."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("Your colleague’s work email address", heading=True)
        self.desk = desk

    def clean(self, value: object) -> str:
        address = str(super().clean(value))
        if address and not working_with(self.desk).filter(email__iexact=address).exists():
            raise ValidationError(f"Enter the address of somebody who works at {self.desk.mine.name}", code="invalid")
        return address


def colleagues(desk: Desk) -> list[Person]:
    """Who works at the raising agency today, other than oneself; one more than are listed, to know that there are."""
    return list(working_with(desk).order_by("name")[: COLLEAGUES + 1])


def working_with(desk: Desk) -> QuerySet[Person]:
    there = current(Work.objects.filter(agency=desk.mine), on(desk.at)).values("person_id")
    return Person.objects.filter(pk__in=there, is_active=True).exclude(pk=desk.person.pk)


OWN = Page("Your agency", _own, headed=False)
DANGER = Page("Immediate danger", _danger, headed=False)
OTHER = Page("The other agency", _other, headed=False)
ABOUT = Page("Who it is about", _about)
BORN = Page("The expected date", _expected, headed=False)
DISAGREEMENT = Page("What you disagree about", _disagreement)
WISH = Page("What they want", _wishes, headed=False)
FACTS = Page("About the case", _facts, intro="Answer what you know. Leave the rest empty. You can add it later.")
MORE: Mapping[str, Page] = {  # asked only of whoever wants to answer
    "first": Page("When you first raised it", _first, headed=False),
    "beside": Page("Somebody beside you", _beside, headed=False),
    "where": Page("Where they live", _where, headed=False),
    "received": Page("Received from another area", _received, headed=False),
}
