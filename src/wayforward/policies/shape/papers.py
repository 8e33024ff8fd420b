"""The papers: duties, forms, guidance, scope, reports, endings and the readings, as they are written."""

from __future__ import annotations

from typing import Literal

from wayforward.policies.shape.ladder import Force, Need, TimeShape
from wayforward.policies.shape.people import OptionShape, Weekday
from wayforward.policies.shape.words import Hour, HourOrNone, Id, If, Names, Rests, Shape, Text, said


class DutyShape(Rests):
    """What somebody owes: who must do what for whom, on which occurrence, by when, and what discharges it."""

    id: Id = said("Its name, as occurrences use it.")
    kind: Literal["meet", "notify", "update", "confirm", "record", "form", "consult", "decide", "learn", "prompt"] = (
        said("What sort of duty it is.")
    )
    says: Text = said("What has to be done, in our words.")
    who: Names = said("Who owes it; empty only with silent.", [])
    to: Names = said("For whom.", [])
    copies: Names = said("Who gets a copy.", [])
    when: Names = said("The occurrences, any of which gives rise to it; empty only with silent.", [])
    if_: If = said("The facts under which it applies.", {})
    time: TimeShape | None = said("By when.", None)
    within: Text | None = said("Short for time: {within: ...}.", None)
    from_: Names = said("Short for time: {from: ...}.", [])
    force: Force | None = said("Short for time: {force: ...}.", None)
    printed: Text | None = said("Short for time: {printed: ...}.", None)
    every: Text | None = said("It comes again this long after the last.", None)
    restarts_on: Names = said("Occurrences that start the wait for the next one again.", [])
    until: Names = said("Occurrences on which it lapses undone.", [])
    done_by: Names = said("Occurrences that discharge it.", [])
    once: bool = said("True where it is owed once in an escalation.", False)
    each: bool = said("True where every agency in the escalation owes one.", False)
    form: Id | None = said("The form it is done with.", None)
    system: bool = said("True for Wayforward's own prompt, which is not the policy's.", False)
    blocked: Text | None = said("Why it cannot be sent: the policy gives no address.", None)
    how: str = said("The channel that the text names: by secure e-mail.", "")


class FieldShape(Rests):
    """A question on a form."""

    id: Id = said("Its name, as needs and answers use it.")
    label: Text = said("The question, as the form puts it.")
    kind: Literal["text", "long-text", "date", "date-time", "yes-no", "choice", "many", "people", "actions"] = said(
        "What sort of answer it takes.", "long-text"
    )
    hint: str = said("What helps to answer it.", "")
    options: list[OptionShape] = said("The answers of a choice.", [])
    required: bool = said("True where it has to be answered.", False)
    required_when: If = said("The facts under which it has to be answered.", {})
    unless: Text | None = said("Another field of the form, whose answer makes this one optional.", None)
    source: Text | None = said("Where the case already knows the answer.", None)
    secret: Literal["identity", "location", "narrative", "plain"] = said("How it is sealed.", "narrative")


class FormShape(Rests):
    """A form or template of the policy."""

    id: Id = said("Its name here.")
    title: Text = said("Its title.")
    when: Names = said("The occurrences at which it is called for.", [])
    to: Names = said("Who receives it.", [])
    how: str = said("How it is sent.", "")
    stand_alone: bool = said("True where it is used without an escalation.", False)
    fields: list[FieldShape] = said("Its questions.")


class GuidanceShape(Rests):
    """A sentence of the policy that people should see at the right moment."""

    id: Id = said("Its name here.")
    says: Text = said("The sentence, in our words.")
    shown: Names = said(
        "Where it is shown: start, raise, message, meeting, record, policy, a stage, a topic.", ["start"]
    )
    kind: Literal["principle", "tone", "warning", "tip", "flexibility", "actor", "definition"] = said(
        "What sort of sentence it is.", "principle"
    )
    if_: If = said("The facts under which it is shown.", {})


class GovernanceShape(Rests):
    """A statement about the document itself."""

    id: Id = said("Its name here.")
    says: Text = said("The statement, in our words.")


class ScopeShape(Rests):
    """What the policy is for, and what it is not for."""

    id: Id = said("Its name here.")
    says: Text = said("The statement, in our words.")
    applies: bool = said("True where it is in scope, false where it is not.")
    if_: If = said("The facts it is about.", {})
    send_to: str = said("Where to go instead.", "")


class ReportShape(Rests):
    """A report that the policy asks for."""

    id: Id = said("Its name here.")
    title: Text = said("Its title.")
    by: Text | None = said("The post that makes it.", None)
    to: Names = said("Who receives it.", [])
    every: Literal["month", "quarter", "year", "case", "continuous"] | None = said("How often.", None)
    says: str = said("What it holds, in our words.", "")
    how: str = said("The channel that the text names.", "")


class EndingShape(Rests):
    """A way an escalation closes, beside being resolved or decided."""

    id: Id = said("Its name here.")
    title: Text = said("Its title.")
    who: Literal["raising", "either", "decider", "office"] = said("Who may close it so.")
    needs: list[Need] = said("What has to be there first.", [])
    says: str = said("When it is used, in our words.", "")


class AssumptionShape(Shape):
    """A local filling of what the policy leaves open."""

    id: Text = said("Its name: A-04.")
    says: Text = said("What the partnership has chosen.")
    because: Text = said("Why.")


class ClauseShape(Shape):
    """A numbered statement of the source document, in our words."""

    id: Text = said("Its number: BY-39.")
    ref: str = said("Where it stands in the document.", "")
    says: Text = said("What it says, in our own sentence.")
    not_executable: Text | None = said("Why no software can carry it, where none can.", None)


class DayEndsShape(Rests):
    """The hour at which a deadline counted in days ends."""

    at: Hour = said("The hour, in quotation marks.", "23:59:59")


class StartDayShape(Rests):
    """Whether the day on which a clock starts is day 1."""

    counts: bool = said("True or false.", False)


class WorkingDaysShape(Rests):
    """Which days are working days."""

    weekdays: list[Weekday] = said("Always Monday to Friday.", ["mon", "tue", "wed", "thu", "fri"])
    bank_holidays: Literal["closed"] = said("Always closed: no working day is a bank holiday.", "closed")


class WorkingHoursShape(Rests):
    """The office hours in which working hours are counted."""

    from_: Hour = said("The hour they begin.", "09:00")
    until: Hour = said("The hour they end.", "17:00")


class LateStartShape(Rests):
    """The hour from which a start counts as made on the next working day."""

    at: Hour = said("The hour, in quotation marks.")


class ReadingsShape(Shape):
    """What the text leaves open about time, and what this partnership chose."""

    day_ends: DayEndsShape | None = said("When a day ends.", None)
    start_day: StartDayShape | None = said("Whether the first day counts.", None)
    working_days: WorkingDaysShape | None = said("Which days are working days.", None)
    working_hours: WorkingHoursShape | None = said("Which hours are working hours.", None)
    late_start: LateStartShape | None = said("When a start is too late for its day.", None)


class RemindersShape(Rests):
    """When people are reminded of what they owe. With clauses they are the policy's own, else Wayforward's."""

    half_way: bool = said("Whether half the time is told, where it is two days or more.", True)
    due_today: HourOrNone = said("The hour at which the day is told, in quotation marks; or none.", "09:00")
    late_daily: Text = said("For how long it is told each working day that it is late; or none.", "5 working days")
    late_then: Text = said("How often it is told after that; or none.", "5 working days")
    silent_after: Text = said(
        "When silence after an acknowledgement is told, where the stage has no time; or none.", "5 working days"
    )
    quiet_after: Text = said(
        "When it is told that nobody acts, at a stage without a time or target; or none.", "5 working days"
    )


class DocumentShape(Rests):
    """The source document's own life."""

    owner: Text | None = said("Who owns it.", None)
    status: Literal["live", "draft", "withdrawn", "not-stated"] = said("Whether it is in force.", "not-stated")
    version: Text | None = said("Its version, in quotation marks.", None)
    issued: str = said("When it was issued, as printed.", "")
    in_force_from: str | None = said("The first day it is in force: 2026-04-01. Nothing is raised before.", None)
    amended: str = said("When it was amended, as printed.", "")
    reviewed: str = said("When it was reviewed, as printed.", "")
    review_due: str | None = said("When its review is due: 2026-11-30.", None)
    read_with: list[Text] = said("Documents to be read with it.", [])
    approvals: list[Text] = said("Who approved it.", [])
    author: Text | None = said("Who wrote it: a role or a body, never one person's name.", None)


class TermShape(Rests):
    """A word that the text uses in its conditions. Without `means` it is undefined there."""

    id: Id = said("Its name here.")
    term: Text = said("The word or the few words, as the text has them.")
    means: Text | None = said("What the text says that it means.", None)
    severity: Literal["high", "medium", "low"] | None = said(
        "How much it matters that it is undefined; without it, what hangs on the word decides.", None
    )


class ReferenceShape(Rests):
    """Something outside the document that the text relies on."""

    id: Id = said("Its name here.")
    says: Text = said("What it is, in our words.")
    kind: Literal["law", "guidance", "procedure", "form", "constitution", "website", "policy"] = said(
        "What sort of thing it is."
    )
    edition: Text | None = said("The edition, paragraphs or version that the text cites.", None)
    link: Text | None = said("The address that the text prints.", None)
    included: bool = said("True where the document holds it.", False)


class NotedFindingShape(Rests):
    """What only a reader of the text can see, to be told among the findings of the check."""

    id: Id = said("Its name here.")
    rule: Text = said("The rule it falls under: CHK-01 to CHK-40.")
    severity: Literal["high", "medium", "low"] = said("How much it matters to somebody at risk.")
    what: Text = said("What is the matter, in one sentence.")
    why: Text = said("Why it matters, in one sentence.")
    question: Text = said("What to ask the author.")
    elements: Names = said("What it is about, each with its kind: [stage step-1, route the-night].", [])


class DroppedPartShape(Shape):
    """Something of the policy that this one replaces, left out on purpose."""

    what: Text = said("What is left out: an id, a clause, or a few words.")
    because: Text = said("Why.")


class AcceptanceShape(Shape):
    """A finding of the check that somebody has looked at and accepted."""

    finding: Text = said("Its name, as the check prints it: CHK-01 stage step-2.")
    mark: Text = said("What the finding rested on then, as a short hash: `policy accept` writes it.")
    by: Text = said("Who accepted it.")
    on: Text = said("The day: 2026-11-20.")
    because: Text = said("Why.")
