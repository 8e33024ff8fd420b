"""The ladder: times, starts, stages, moves, decisions, panels and caps, as they are written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from wayforward.policies.shape.words import Cites, Id, If, Names, Rests, Shape, Text, said
from wayforward.policies.source import Located

Force = Literal["must", "should", "guide", "indicative", "maximum", "none"]
Side = Literal["raising", "responding"]


class StatedShape(Shape):
    """One statement of a rule in one place of the source. Two that disagree are both kept."""

    clause: Text = said("The clause that states it.")
    where: Text = said("Where it stands: prose, diagram, footnote, heading, example or form.", "prose")
    printed: Text = said("The few words of the time itself, as printed.")
    within: Text | None = said("The amount as this place states it.", None)
    force: Force | None = said("How firmly this place means it.", None)
    says: str = said("What else to know about this statement.", "")


class TimeShape(Shape):
    """How long something may take, where its clock starts, how binding it is, and how it is printed."""

    within: Text = said('How long: "5 working days", "48 hours", "same working day", "as soon as possible", "none".')
    target: Text | None = said("A preferred or stricter reading: amber, never late.", None)
    from_: Names = said("The occurrence that starts the clock; of several, the first that has happened.", [])
    force: Force = said("How firmly the policy means it.", "none")
    printed: Text | None = said("The few words of the time itself, as printed.", None)
    set_by: Text | None = said("Who sets the time, where the policy gives none.", None)
    protective: bool = said("True where the text lets a shorter time that protects the person count instead.", False)
    extends: Literal["with a reason", "by agreement", "never"] = said("How it may be extended.", "with a reason")
    stated: list[StatedShape] = said("Every statement of this rule in the source.", [])
    clauses: Names = said("Ids of the clauses that this rests on.", [])
    assumption: Names = said("Ids of the assumptions that this rests on.", [])
    silent: Text | None = said("What the text leaves unsaid about the time.", None)
    unstated: Names = said("Keys of this time that the text does not state: [from].", [])


class StageTimeShape(TimeShape):
    """The limit of a stage: as a rule by when the matter is to be settled there."""

    done_by: Names = said("Occurrences that meet it, beside settling: a talk, where the text gives a time to talk.", [])
    says: Text | None = said("What is asked for by then; without it: Settle it at LABEL.", None)


def as_time(shape: Shape) -> TimeShape:
    """The time of a shape that says it with keys of its own: a duty's `within`, a cap's `from`."""
    short = Located()
    short.place = shape.place
    of_the_duty = {"stated"} if isinstance(shape, Rests) else set()  # a cap's is of its time
    for name, field in TimeShape.model_fields.items():
        if name in shape.model_fields_set - of_the_duty:
            short[str(field.alias)] = getattr(shape, name)
    known = {field.alias for field in TimeShape.model_fields.values()}
    short["unstated"] = [key for key in getattr(shape, "unstated", ()) if key in known]
    return TimeShape.model_validate(short)


def _need(value: Any) -> Any:
    return {"need": value} if isinstance(value, str) else value


class NeedShape(Shape):
    """Something that has to be there first: a reason, a discussion, an answer, a form, a duty done."""

    need: Literal["reason", "discussion"] | None = said("reason or discussion.", None)
    answer: Id | None = said("The form field that has to be answered.", None)
    form: Id | None = said("The form whose required fields have to be answered.", None)
    done: Id | None = said("The duty that has to be done.", None)
    if_: If = said("The facts under which it is asked for.", {})
    says: str = said("Why, for the person who meets it.", "")
    clauses: Names = said("Ids of the clauses that ask for it.", [])


Need = Annotated[NeedShape, BeforeValidator(_need, json_schema_input_type=str | NeedShape)]


class MoveShape(Rests):
    """A permitted way from one stage to another."""

    id: Id | None = said("Its name; without one, FROM-to-TO.", None)
    to: Text = said("The stage it leads to.")
    kind: Literal["next", "skip", "last", "side", "back"] | None = said(
        "next rung, skip, straight to the last, to the side, or back; without one, what the ladder shows.",
        None,
    )
    says: str = said("When it is taken, in our words.", "")
    if_: If = said("The facts under which the policy permits it.", {})
    needs: list[Need] = said("What has to be there first.", [])
    by: Names = said("Who may make it: raising, responding, office, decider or posts. Empty: anybody.", [])
    automatic: Text | None = said("The occurrence on which the policy itself moves the case.", None)


class MovesShape(MoveShape):
    """A move from several stages, or from any."""

    from_: Names = said("The stages it starts from, or any.")


class StartShape(Rests):
    """Where an escalation begins, by the facts given at the start; the first that holds wins."""

    at: Text = said("The stage.")
    if_: If = said("The facts under which it begins there.", {})


class DecisionShape(Shape):
    """Who settles a stage when the parties cannot, and how."""

    power: Literal["decides", "facilitates", "mediates", "recommends", "none"] = said("What they may do.")
    by: Names = said("Their posts.", [])
    rule: Literal["any", "all", "majority"] = said("Whose agreement makes it a decision.", "any")
    final: bool = said("True where nothing follows it.", False)
    outcomes: Names = said("What may come of it.", [])
    clauses: Names = said("Ids of the clauses that this rests on.", [])
    assumption: Names = said("Ids of the assumptions that this rests on.", [])
    unstated: Names = said("Keys of this decision that the text does not state: [outcomes].", [])


class PanelShape(Shape):
    """A group that has to be formed before it can decide."""

    size: int = said("How many people sit.")
    members: Text = said("The post that each member holds.")
    from_agencies: str = said("Who may sit, in words.", "")
    includes_parties: bool = said("True where the agencies in dispute sit too.", False)
    independent: bool = said("True where its members come from agencies that are not in the dispute.", False)
    convened_by: Text | None = said("Who calls it together.", None)
    clauses: Names = said("Ids of the clauses that this rests on.", [])
    assumption: Names = said("Ids of the assumptions that this rests on.", [])
    unstated: Names = said("Keys of this panel that the text does not state: [convened-by].", [])


class LinesShape(Shape):
    """Tiers that are the lines of the other agency's ladder."""

    of: Literal["responding"] = said("Whose ladder: the agency that is challenged.", "responding")
    from_: Text = said("The line it begins on.", "1")
    through: list[Text] = said("The lines in order; an agency has those for which it has a route.")
    says: str = said("In our words.", "")
    clauses: Names = said("Ids of the clauses that this rests on.", [])
    assumption: Names = said("Ids of the assumptions that this rests on.", [])
    unstated: Names = said("Keys of this that the text does not state: [from].", [])


class TiersShape(Shape):
    """Tiers that are an open climb through management."""

    open: Literal[True] = said("Always true: the policy names no last tier.")
    first: Text = said("The name of the first tier.", "1")
    warn_after: int | None = said("From this tier on the screen says how far the climb has gone.", None)
    says: str = said("In our words.", "")
    clauses: Names = said("Ids of the clauses that this rests on.", [])
    assumption: Names = said("Ids of the assumptions that this rests on.", [])
    unstated: Names = said("Keys of this that the text does not state: [warn-after].", [])


class ActsShape(Shape):
    """Who acts at a stage."""

    raising: Names = said("For the side that raised it.", [])
    responding: Names = said("For the side that is challenged.", [])
    others: Names = said("And who else.", [])


class StageShape(Rests):
    """A rung of the ladder."""

    id: Id = said("Its name here.")
    label: Text = said("The policy's own word and number: Stage One.")
    title: Text = said("What it is, in a few words.")
    says: Text = said("What happens at it, in our words.")
    formal: bool = said("False for an informal stage.", True)
    beside: bool = said("True for a stage off the main ladder.", False)
    optional: Text | None = said("At whose discretion it may be left out.", None)
    acts: ActsShape | None = said("Who acts at it.", None)
    enters_when: str = said("When it is entered, in our words.", "")
    line: Text | None = said("The route line that says whom to ring here.", None)
    lines: LinesShape | None = said("Its tiers, where they are the lines of the other agency.", None)
    tiers: TiersShape | None = said("Its tiers, where they are an open climb.", None)
    time: StageTimeShape | None = said("Its own limit.", None)
    settled_by: Literal["raising", "both", "decider"] = said("Who may say that it is resolved.", "raising")
    decision: DecisionShape | None = said("Who settles it when the parties cannot.", None)
    panel: PanelShape | None = said("The group that has to be formed first.", None)
    produces: list[Need] = said("What a resolution here has to contain.", [])
    skipped_when: If = said("The facts under which it is passed over.", {})
    moves: list[MoveShape] = said("The ways out of it.", [])


class CapShape(Cites):
    """A limit over several stages, owed from the first of them on; or over the whole."""

    id: Id = said("Its name here.")
    says: Text = said("What has to be settled by then, in our words.")
    stages: Names = said("The stages it covers; empty: all.", [])
    if_: If = said("The facts under which it applies.", {})
    who: Names = said("Who has to keep to it.", ["all involved"])
    within: Text = said("How long.")
    target: Text | None = said("A preferred or stricter reading.", None)
    from_: Names = said("The occurrence that starts its clock.")
    force: Force = said("How firmly the policy means it.", "none")
    printed: Text | None = said("As printed.", None)
    protective: bool = said("True where a shorter time that protects the person counts instead.", False)
    stated: list[StatedShape] = said("Every statement of this rule in the source.", [])
