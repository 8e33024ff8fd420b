"""What somebody on duty needs to decide tonight, gathered from an escalation: one screen, and nothing else of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wayforward.core import events as ev
from wayforward.core.lifecycle import MoveChoice, moves
from wayforward.core.limits import CLOCKS, effective_deadline
from wayforward.core.policy.stages import MoveKind
from wayforward.core.rulebook import bare
from wayforward.directory.models import Post
from wayforward.escalations import passes
from wayforward.web import words
from wayforward.web.acts import offered
from wayforward.web.acts.desk import Desk
from wayforward.web.owing import for_whom, left, whole_day
from wayforward.web.positions import BASICS, KINDS
from wayforward.web.templatetags.wayforward import clock
from wayforward.web.timeline import OUTCOMES

SEVERAL = {
    "child": "children",
    "young-person": "young people",
    "unborn": "unborn children",
    "adult": "adults at risk",
}
A_WORD = 20  # characters: a shorter answer is a date or a choice and no reason
BRIEF = 240  # characters: about two lines on a laptop; the rest is unfolded
DECIDE = (  # the acts that answer, the strongest first: the first that is open to the reader is offered
    ("decide", "Decide"),
    ("answer", "Answer the proposal"),
    ("respond", "Answer"),
    ("propose", "Say what would settle it"),
    ("discuss", "Record what you decide"),
)
CALL = ("answer-time", "offer-time")


def tonight(desk: Desk) -> dict[str, Any]:
    """Everything that templates/duty/screen.html draws, in its order."""
    said, stated = _said(desk), _stated(desk)
    raising = stated.get(desk.state.raising)
    return {
        "about": [f"{s.name}, {_kind(s.kind)}" if s.name else _kind(s.kind) for s in _raised(desk).subjects],
        "wanted": brief(raising.wanted if raising and raising.wanted else said.get("want", "")),
        "because": brief(raising.risk if raising and raising.risk else _why(said)),
        "why_you": list(_why_you(desk)),
        "clauses": [{"id": clause} for clause in desk.stage.clauses],
        "sides": list(_sides(desk, said, stated)),
        "agreed": [brief(p.agreed) | {"by": desk.agencies.get(key, key)} for key, p in stated.items() if p.agreed],
        "meanwhile": _meanwhile(desk, said, stated),
        "until": _until(desk),
        "call": _call(desk),
        "line": _line(desk),
        "seen": _seen(desk),
        "choices": _choices(desk),
    }


def brief(text: str) -> dict[str, str]:
    """The beginning of what somebody wrote, at a word's end, and all of it where it is longer."""
    text = " ".join(text.split())
    if len(text) <= BRIEF:
        return {"text": text, "whole": ""}
    return {"text": f"{text[:BRIEF].rpartition(' ')[0] or text[:BRIEF]} …", "whole": text}


def without_a_name(desk: Desk, post: str) -> list[str]:
    """The ask as it can be read over any telephone: agencies, stage and time, and nothing that anybody typed."""
    state = desk.state
    others = words.listed([desk.agencies.get(key, key) for key in state.responding])
    about = words.listed(_counted([s.kind for s in _raised(desk).subjects])) or "no one person"
    title = next((words.bare_title(p.title) for p in desk.rules.policy.posts if p.id == post), "")
    due = next((u for u in [_until(desk)] if u), None)
    by = f" The limit is {words.spoken(due['due_at'])}, sooner if somebody needs it." if due and not due["late"] else ""
    return [
        f"{desk.agencies.get(state.raising, state.raising)} disagrees with {others}. It is about {about}.",
        f"It is at {words.place(state, desk.rules.policy)}. "
        f"You are asked{f' as {title}' if title else ''} to look at it now and decide, or pass it up.{by}",
    ]


def _kind(kind: str) -> str:
    return KINDS.get(kind, kind)


def _counted(kinds: list[str]) -> list[str]:
    """ "2 children", "an unborn child"."""
    counts = Counter(kinds)
    return [f"{number} {SEVERAL.get(kind, kind)}" if number > 1 else _kind(kind) for kind, number in counts.items()]


def _raised(desk: Desk) -> ev.Raised:
    return next(item.event for item in desk.opened.history if isinstance(item.event, ev.Raised))


def _said(desk: Desk) -> dict[str, str]:
    """What was answered to the questions of raising, as it stands now."""
    said = dict(_raised(desk).answers)
    for item in desk.opened.history:
        if isinstance(item.event, ev.FactsRecorded):
            said |= item.event.answers
    return said


def _why(said: dict[str, str]) -> str:
    """Why it was raised: the answer to our own question, or the first to a question of the policy's own."""
    own = (text for name, text in said.items() if name not in BASICS and len(text) > A_WORD)
    return said.get("disagree") or next(own, "")


def _stated(desk: Desk) -> dict[str, ev.PositionStated]:
    """Where each agency last said that it stands."""
    return {i.event.agency: i.event for i in desk.opened.history if isinstance(i.event, ev.PositionStated)}


def _why_you(desk: Desk) -> Iterator[str]:
    """Why this reader is asked: who called them, as what, and who was tried before."""
    me, names = desk.me.person, desk.names
    for item in desk.opened.history:
        if isinstance(item.event, ev.Joined) and item.event.person == me:
            by = item.event.invited_by or item.by
            if by != me:
                called_as = _called_as(desk)
                called_as = f" as {called_as}" if called_as else ""
                yield f"{names.get(by, 'Somebody in it')} called you in{called_as} at {_hour(desk, item.recorded_at)}."
    called = [p for p in desk.rules.policy.posts if p.id in desk.me.posts & _called(desk)]
    for post in called[:2]:
        yield f"{desk.stage.label} calls the {words.bare_title(post.title)}, and you answer as that now."
    if not called:
        yield f"It is at {desk.stage.label}, and you are asked for {desk.agencies.get(desk.me.agency, 'the office')}."
    for item in desk.opened.history:
        if isinstance(item.event, ev.AttemptRecorded):
            how = f" by {item.event.channel}" if item.event.channel in ("telephone", "e-mail", "video call") else ""
            yield f"Nobody answered{how}: {item.event.whom}, {_hour(desk, item.occurred_at or item.recorded_at)}."


def _called_as(desk: Desk) -> str:
    """The post that the reader's own code was made for."""
    mine = (one.post for one in passes.of(desk.opened.row) if str(one.used_by_id) == desk.me.person)
    post = desk.rules.posts.get(next(mine, ""))
    return words.bare_title(post.title) if post else ""


def _called(desk: Desk) -> set[str]:
    stage = desk.stage
    people = [who for several in stage.acts.values() for who in several]
    return {bare(who) for who in (*people, *(stage.decision.by if stage.decision else ()))}


def _hour(desk: Desk, at: datetime) -> str:
    """The hour alone today, with its day otherwise."""
    return clock(at) if words.london(at).date() == words.london(desk.at).date() else words.spoken(at)


def _sides(desk: Desk, said: dict[str, str], stated: dict[str, ev.PositionStated]) -> Iterator[dict[str, Any]]:
    """Each side's own words, the raising side first: what it last stated, or what it first said."""
    for key in (desk.state.raising, *desk.state.responding):
        position = stated.get(key)
        text = (position.disputed or position.risk or position.wanted) if position else ""
        if key == desk.state.raising:
            text = text or _why(said) or said.get("want", "")
        else:
            text = _answer(desk, key) or text
        yield {"agency": desk.agencies.get(key, key), **brief(text)}


def _answer(desk: Desk, agency: str) -> str:
    answers = [i.event for i in desk.opened.history if isinstance(i.event, ev.Responded) and i.event.agency == agency]
    if not answers:
        return ""
    outcome = OUTCOMES.get(answers[-1].outcome, answers[-1].outcome)
    return f"They {outcome}. {answers[-1].reasons}"


def _meanwhile(desk: Desk, said: dict[str, str], stated: dict[str, ev.PositionStated]) -> list[dict[str, str]]:
    """What keeps the person safe until it is settled: what was done at once, and what each side says."""
    done = [i.event for i in desk.opened.history if isinstance(i.event, ev.UrgentActionRecorded)]
    told = [(desk.agencies.get(key, key), p.meanwhile) for key, p in stated.items() if p.meanwhile]
    if not told and said.get("safe-now"):
        told = [(desk.agencies.get(desk.state.raising, ""), said["safe-now"])]
    return [
        *({"by": "Done at once", **brief(f"{act.action} ({act.by_whom})")} for act in done),
        *({"by": agency, **brief(text)} for agency, text in told),
    ]


def _until(desk: Desk) -> dict[str, Any] | None:
    """The nearest limit of the stage or of the whole, or the date that a person set."""
    limits = [effective_deadline(desk.state, d) for d in desk.state.owed() if d.kind in CLOCKS]
    found = min(filter(None, [*limits, effective_deadline(desk.state, None)]), default=None)
    if found is None:
        return None
    late = desk.at > found
    return {
        "due_at": found,
        "whole_day": whole_day(found, desk.rules),
        "for_whom": for_whom(desk.state),
        "late": late,
        "left": left(found, late, desk.rules, desk.at),
    }


def _call(desk: Desk) -> dict[str, Any] | None:
    """The call that is offered or agreed."""
    offer = desk.state.offer
    if offer is None or offer.accepted is False:
        return None
    return {"by": desk.agencies.get(offer.agency, offer.agency), "at": offer.talk_at, "agreed": bool(offer.accepted)}


def _line(desk: Desk) -> list[dict[str, Any]]:
    """Who else is on the line: for each agency in it but the reader's, who answers there, with the numbers."""
    keys = [key for key in dict.fromkeys((desk.state.raising, *desk.state.responding)) if key != desk.me.agency]
    posts = Post.objects.filter(
        agency__partnership=desk.opened.row.partnership, agency__key__in=keys, receives=True
    ).select_related("agency")
    found = {post.agency.key: post for post in posts}
    raiser = desk.opened.people.get(desk.state.raiser, "")
    return [
        {
            "agency": desk.agencies.get(key, key),
            "who": raiser if key == desk.state.raising else "",
            "post": words.bare_title(found[key].title) if key in found else "",
            "numbers": [n for n in (found[key].phone, found[key].second_phone) if n] if key in found else [],
        }
        for key in keys
    ]


def _seen(desk: Desk) -> dict[str, Any] | None:
    """Who of the reader's agency last said that they have seen it: nobody needs to ring them again."""
    for item in reversed(desk.opened.history):
        if isinstance(item.event, ev.Acknowledged) and item.agency == desk.me.agency:
            return {"by": desk.names.get(item.by, "Somebody"), "at": item.recorded_at}
    return None


def _choices(desk: Desk) -> dict[str, Any]:
    """The three: answer it, pass it up, ask for a call. What is not open to the reader is left out."""
    may = {act.slug: act for act, verdict in offered(desk) if verdict.allowed or verdict.overridable}
    answers = [{"slug": slug, "text": text} for slug, text in DECIDE if slug in may]
    return {
        "answer": answers[0] if answers else None,
        "up": _up(desk),
        "call": next((slug for slug in CALL if slug in may), ""),
    }


def _up(desk: Desk) -> dict[str, str] | None:
    """The policy's next step up, or else any way on."""
    ways = [c for c in moves(desk.rules, desk.state, desk.me, desk.at) if _onward(c)] if desk.state.open else []
    ways = [c for c in ways if c.verdict.allowed or c.verdict.overridable]
    best = min(
        ways, key=lambda c: c.line is None and (c.move is None or c.move.kind is not MoveKind.NEXT), default=None
    )
    if best is None:
        return None
    if best.line:
        rung = "tier" if desk.stage.tiers and not desk.stage.tiers.lines else "line"
        return {"slug": "line", "query": f"line={best.line}", "to": f"{rung} {best.line} of {best.stage.label}"}
    return {"slug": "escalate", "query": f"to={best.stage.id}", "to": f"{best.stage.label}: {best.stage.title}"}


def _onward(choice: MoveChoice) -> bool:
    return choice.line is not None or (choice.move is not None and choice.move.kind is not MoveKind.BACK)
