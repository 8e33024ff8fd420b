"""What two sides say to each other beside the stages: positions, times to talk, more time, and what keeps them safe."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.lifecycle import AnyCommand
from wayforward.core.limits import CLOCKS, effective_deadline
from wayforward.core.rulebook import bare
from wayforward.web import fields, words
from wayforward.web.acts.act import Asked, Cleaned, text
from wayforward.web.acts.asking import CHANNELS, reason
from wayforward.web.acts.desk import Desk
from wayforward.web.fields import Option

POSITION = {  # the parts of a position, in the order in which they are read
    "agreed": "What do you agree with?",
    "disputed": "What do you dispute, and why?",
    "evidence": "What is your evidence?",
    "wanted": "What outcome do you want?",
    "risk": "What is the risk if we are wrong?",
    "meanwhile": "What keeps them safe meanwhile?",
}
HINTS = {
    "agreed": "Begin with this. Both sides read it first",
    "evidence": "What was seen or heard, by whom and when. Name the threshold or the plan if it turns on one",
    "risk": "What could happen to them if the other side is right",
}
FAMILY = "Family will be there. Ask yourself whether to take the disagreement outside the meeting, and talk there."
SOON = timedelta(hours=1)


def state(desk: Desk) -> Asked:
    last = own_position(desk)
    asked: Asked = {}
    for name, question in POSITION.items():
        asked[name] = fields.Textarea(question, rows=3, hint=HINTS.get(name, ""), required=False)
        asked[name].initial = getattr(last, name) if last else None
    return asked


def own_position(desk: Desk) -> ev.PositionStated | None:
    """What my agency last stated, to be changed rather than typed again."""
    said = [i.event for i in desk.opened.history if isinstance(i.event, ev.PositionStated)]
    return next((event for event in reversed(said) if event.agency == desk.me.agency), None)


def state_position(desk: Desk, given: Cleaned) -> AnyCommand:
    said: dict[str, Any] = {name: text(given, name) for name in POSITION}
    return cmd.StatePosition(by=desk.me, **said)


def urgent(desk: Desk) -> Asked:
    return {
        "action": fields.Textarea("What was done to keep them safe?", rows=3, missing="Enter what was done"),
        "by_whom": fields.Text("Who did it?", hint="A role and an agency are enough", missing="Enter who did it"),
        "taken_at": fields.DateTimeField(
            "When?", named="when it was done", required=False, hint="Leave empty for now. For example, 24 12 2026 16:55"
        ),
    }


def record_urgent(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.RecordUrgentAction(
        by=desk.me, action=text(given, "action"), by_whom=text(given, "by_whom"),
        taken_at=given.get("taken_at") or desk.at,
    )  # fmt: skip


def offer(desk: Desk) -> Asked:
    by = settle_by(desk)
    hint = f"The limit is {words.spoken(by)}. Sooner is better. For example, 24 12 2026 16:55" if by else ""
    return {
        "talk_at": fields.DateTimeField("When can you talk?", named="when you can talk", hint=hint),
        "channel": fields.Radios("How?", CHANNELS, required=False),
        "family_present": fields.Tick("Family will be there", required=False),
        "note": fields.Text("Anything they need to know?", hint="A number or a room", required=False),
    }


def settle_by(desk: Desk) -> datetime | None:
    """The earliest limit that counts at this stage."""
    dates = [effective_deadline(desk.state, duty) for duty in desk.state.owed() if duty.kind in CLOCKS]
    return min((date for date in dates if date is not None and date >= desk.at), default=None)


def offer_time(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.OfferTime(
        by=desk.me, talk_at=given.get("talk_at") or desk.at + SOON, channel=text(given, "channel"),
        note=text(given, "note"), family_present=bool(given.get("family_present")),
    )  # fmt: skip


def warns_of_offer(desk: Desk, given: Cleaned) -> list[str]:
    """A meeting can cost more time than there is, and a family in the room may pay for a dispute."""
    by, at = settle_by(desk), given.get("talk_at")
    late = by is not None and at is not None and at > by
    after = f"This is after the limit, {words.spoken(by)}. A call today may settle it sooner." if late and by else ""
    return [says for says in (after, FAMILY if given.get("family_present") else "") if says]


def answer_offer(desk: Desk) -> Asked:
    held = desk.state.offer
    when = words.spoken(held.talk_at) if held else ""
    return {
        "accept": fields.YesNo(f"Can you talk on {when}?", missing="Select yes if you can talk then"),
        "note": fields.Text("Anything to add?", hint="If not, say when you can", required=False),
    }


def accept_time(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.AnswerOffer(by=desk.me, accept=bool(given.get("accept")), note=text(given, "note"))


def ask_time(desk: Desk) -> Asked:
    return {
        "until_at": fields.DateTimeField("Until when do you need?", named="the new date"),
        "reason": reason(
            "Why, and what keeps them safe until then?",
            hint="The date only moves when the other side agrees",
            missing="Enter why, and what keeps them safe until then",
        ),
    }


def ask_for_time(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.AskForTime(
        by=desk.me, duty=desk.chosen.get("duty", ""), until_at=given["until_at"], reason=text(given, "reason")
    )


def give_time(desk: Desk) -> Asked:
    held = desk.state.asked_time
    until = words.spoken(held.until_at) if held else ""
    return {
        "agree": fields.YesNo(
            f"Do you agree to {until}?", missing="Select yes if you agree", yes_reveals="judged_safe_by"
        ),
        "judged_safe_by": fields.Text(
            "Who judges that it is safe to wait until then?", hint="Name and role",
            missing="Enter who judges that it is safe",
        ),
        "note": fields.Text("Anything to add?", required=False),
    }  # fmt: skip


def give_more_time(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.GiveTime(
        by=desk.me, agree=bool(given.get("agree")), note=text(given, "note"),
        judged_safe_by=text(given, "judged_safe_by"),
    )  # fmt: skip


# --- who is in it -------------------------------------------------------------------------------------------


def delegate(desk: Desk) -> Asked:
    beside = Option("", "They help me with it")
    places = [Option(post, f"They act in my place as {title}") for title, post in _lent(desk).items()]
    asked: Asked = {
        "person": fields.Select(
            "Who takes it on?", desk.colleagues, missing="Select who takes it on",
            hint="Whoever stands in for your post comes first. They see the whole of it from then on",
        )
    }  # fmt: skip
    if places:
        asked["in_place_of"] = fields.Radios(
            "What do they do?", [*places, beside], required=False, initial=places[0].value
        )
    asked["reason"] = reason("Why, and what do they need to know?", missing="Enter why")
    return asked


def _lent(desk: Desk) -> dict[str, str]:
    """My posts that this escalation calls on now, by what they are called; one name once."""
    rules, state = desk.rules, desk.state
    called = {bare(who) for duty in state.owed() for who in (*duty.who, *duty.to)} | rules.called.get(
        state.stage, set()
    )
    held = [post for post in rules.policy.posts if post.id in desk.me.posts and post.id in called]
    return {words.bare_title(post.title): post.id for post in reversed(held)}


def hand_on(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.Join(
        by=desk.me, agency=desk.me.agency, side=desk.state.side(desk.me.agency) or "supporting",
        person=text(given, "person"), reason=text(given, "reason"), in_place_of=text(given, "in_place_of"),
    )  # fmt: skip


def conflict(desk: Desk) -> Asked:
    return {
        "reason": reason(
            "What is your interest in it?", hint="In a sentence. It is sealed with the record",
            missing="Enter what your interest is",
        ),
        "sure": fields.Tick("I will see nothing more of this escalation from now on", missing="Tick to confirm"),
    }  # fmt: skip


def warns_of_conflict(desk: Desk, given: Cleaned) -> list[str]:
    """Who goes on with it, where the one who raised it steps out: the seat of the raiser falls to the front door."""
    if desk.me.person != desk.state.raiser:
        return []
    agency = desk.agencies.get(desk.state.raising, desk.state.raising)
    return [f"{agency} stays in it. Whoever else answers there for what is raised with it carries it on for you."]


def declare_conflict(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.DeclareConflict(by=desk.me, person=desk.me.person, reason=text(given, "reason"))


def refer(desk: Desk) -> Asked:
    return {
        "authority": fields.Text(
            "Which authority?", hint="Another council or partnership, or a body outside this one",
            missing="Enter which authority",
        ),
        "to_whom": fields.Text("Whom there?", hint="A post, and how you reached them", required=False),
        "reason": reason("Why?", missing="Enter why"),
    }  # fmt: skip


def refer_on(desk: Desk, given: Cleaned) -> AnyCommand:
    return cmd.ReferOn(
        by=desk.me, authority=text(given, "authority"), to_whom=text(given, "to_whom"), reason=text(given, "reason")
    )
