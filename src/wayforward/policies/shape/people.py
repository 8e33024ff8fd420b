"""The people: agencies, posts, facts, windows of the week and the routing table, as they are written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from wayforward.policies.shape.words import Closing, Hour, Id, If, Names, Rests, Shape, Text, said

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Day = Literal[Weekday, "every day", "bank holidays"]


def _days(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Days = Annotated[list[Day], BeforeValidator(_days, json_schema_input_type=Day | list[Day])]


class AgencyShape(Rests):
    """A kind of agency with a place in the policy."""

    id: Id = said("Its name here.")
    title: Text = said("Its name in the policy.")
    statuses: dict[str, Text] = said("The case statuses that its ladder tells apart, each with its title.", {})
    told: bool = said("False for one that Wayforward sends nothing to by itself, such as a family.", True)


class ContactShape(Shape):
    """How a post is reached, as the policy prints it."""

    phone: Text | None = said("A number, in quotation marks.", None)
    email: Text | None = said("A mailbox of the post, never of a person.", None)
    marked: Text | None = said("Words that the message has to carry.", None)
    secure: bool = said("True where the text asks for secure e-mail or a password.", False)
    says: str = said("What else to know.", "")
    printed: Text | None = said("As the text prints it, where that cannot be used as it stands.", None)
    one_person: bool = said("True where the text gives one person's own name or mailbox, left out here.", False)


class EquivalentShape(Shape):
    """The post that stands for another in one kind of agency."""

    title: Text = said("Its title there.")
    of: Text | None = said("The agency that lends it, where it is not the agency's own.", None)


def _equivalent(value: Any) -> Any:
    return {"title": value} if isinstance(value, str) else value


Equivalent = Annotated[EquivalentShape, BeforeValidator(_equivalent, json_schema_input_type=str | EquivalentShape)]


class AlsoCalledShape(Shape):
    """Another name that the text uses for a post."""

    says: Text = said("The other name.")
    clauses: Names = said("Ids of the clauses that use it.", [])


class PostShape(Rests):
    """A role in the policy, never a person."""

    id: Id = said("Its name here.")
    title: Text = said("The policy's own title.")
    of: Text = said("An agency, or raising, responding, each, partnership or outside.")
    contact: ContactShape | None = said("How it is reached, where the text says so.", None)
    via: Text | None = said("Another post through whom it is reached.", None)
    equivalents: dict[str, Equivalent] = said("What the post is called in each agency.", {})
    falls_to: Names = said("Who stands in where nobody holds it, in order.", [])
    role: Text | None = said("The role it plays, for comparing policies.", None)
    is_: Literal["person", "team", "meeting", "procedure", "body"] = said(
        "What stands behind the title: one person, a team, a meeting, another procedure, or a body.", "person"
    )
    also_called: list[AlsoCalledShape] = said("Other names that the text uses for it.", [])


class OptionShape(Shape):
    """One of the values that a fact or a field may have."""

    id: Id = said("The value.")
    says: Text = said("What it means.")
    clauses: Names = said("Ids of the clauses that name it.", [])


class FactShape(Rests):
    """Something about the case that steers routes, moves and duties."""

    id: Id = said("Its name here.")
    asks: Text = said("The question.")
    kind: Literal["yes-no", "choice", "many", "date"] = said("What sort of answer it has.")
    options: list[OptionShape] = said("The answers of a choice.", [])
    hint: str = said("What helps to answer it.", "")
    asked: Literal["raise", "escalation", "contact"] = said("Where it is asked.", "raise")


class EventShape(Shape):
    """Something that people may record beyond the standard occurrences."""

    id: Id = said("Its name, as occurrences use it.")
    says: Text = said("What happened.")
    clauses: Names = said("Ids of the clauses that name it.", [])


class SpanShape(Shape):
    """Hours on some days of the week, up to and not including the last. They may run past midnight."""

    days: Days = said("The days it begins on: [mon, tue], every day, or bank holidays.")
    from_: Hour | None = said("The hour it opens. Without both hours it is the whole day.", None)
    until: Closing | None = said('The hour it closes; "24:00" is the end of the day.', None)
    bank_holidays: Literal["closed", "as any day"] = said("What it does on a bank holiday.", "as any day")


class WindowShape(Rests):
    """Hours of the week under a name: one span, several, or everything outside another window."""

    id: Id = said("Its name here.")
    days: Days = said("The days it begins on: [mon, tue], every day, or bank holidays.", [])
    from_: Hour | None = said("The hour it opens. Without both hours it is the whole day.", None)
    until: Closing | None = said('The hour it closes; "24:00" is the end of the day.', None)
    bank_holidays: Literal["closed", "as any day"] = said("What it does on a bank holiday.", "as any day")
    spans: list[SpanShape] = said("Several spans, any of which holds.", [])
    printed: list[SpanShape] = said("The text read word for word, where the window is read more widely.", [])
    outside: Text | None = said("Another window: this one is every other hour of the week.", None)


class RouteShape(Rests):
    """A row of the routing table: for this agency, line, status, facts and hours, ring this post."""

    id: Id | None = said("Its name; without one, AGENCY-LINE-number.", None)
    agency: Text = said("An agency, or any.")
    line: Text = said("The line, in quotation marks.")
    status: Names = said("The case statuses it is for; empty: any.", [])
    if_: If = said("The facts it is for.", {})
    hours: Text | None = said("A window; without one the text states no hours.", None)
    post: Text | None = said("Whom to ring.", None)
    posts: list[Text] = said("Whom to ring, where it is more than one.", [])
    choice: Literal["all", "either", "option", "fallback"] = said("How they stand to each other.", "all")
    choose: str = said("How the text says that one of several is chosen.", "")
    takes_over: If = said("The facts under which this line is asked instead of any other.", {})
    via: Text | None = said("Another post through whom it goes.", None)
    how: ContactShape | None = said("How to reach them, where this row says so.", None)
    note: str = said("What else to know.", "")
