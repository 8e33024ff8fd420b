"""Who has been told, as pages show it: each message with the five facts apart, and whom to ring for one that failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.lifecycle import may
from wayforward.core.routing import BadQuestion
from wayforward.core.verdict import Verdict
from wayforward.core.working_time import OutsideCalendar
from wayforward.directory.models import Post
from wayforward.escalations import telling
from wayforward.escalations.telling import Told
from wayforward.notices.models import Notice
from wayforward.notices.standing import Fact, Step, reader
from wayforward.web import words
from wayforward.web.acts.desk import Desk
from wayforward.web.notices import about, to_whom, whose
from wayforward.web.reach import ways
from wayforward.web.templatetags.wayforward import weekday_instant

FACTS = {
    Fact.QUEUED: "Queued",
    Fact.CANNOT_BE_SENT: "Cannot be sent",
    Fact.TRYING: "Tried, not through yet",
    Fact.HANDED_OVER: "Handed over",
    Fact.DELIVERED: "Delivered",
    Fact.FAILED: "Failed",
    Fact.NOBODY: "Nobody could be told",
    Fact.GATHERED: "Kept for one message with others",
    Fact.DROPPED: "Not sent",
    Fact.ACKNOWLEDGED: "Acknowledged",
    Fact.ACTED: "Acted",
}
COLOURS = {
    Fact.CANNOT_BE_SENT: "red", Fact.FAILED: "red", Fact.NOBODY: "red", Fact.TRYING: "orange",
    Fact.ACKNOWLEDGED: "green", Fact.ACTED: "green", Fact.DELIVERED: "blue", Fact.HANDED_OVER: "light-blue",
}  # fmt: skip
SHORT = 5  # on the escalation's own page
URGENT = 3  # failures above everything else
NO_NUMBER = (
    "Neither the policy nor the directory gives a number for them. "
    "Ring them on the number that you know, or ring the agency and ask for them."
)


@dataclass(frozen=True)
class Spoken:
    """Somebody was told by telephone or face to face, and whoever told them wrote it down."""

    name: str
    agency: str
    by: str
    at: datetime
    words: str


def panel(desk: Desk) -> dict[str, Any]:
    """For the escalation's own page: what has not got through, then the newest, and how many there are in all."""
    everything = telling.told(desk.opened, desk.at)
    known = printed(desk)
    stuck = [one for one in everything if one.stands.needs_ringing]
    rest = [one for one in everything if not one.stands.needs_ringing]
    shown = [*stuck, *rest][:SHORT]
    return {
        "told": [item(one, desk) for one in shown],
        "told_in_all": len(everything),
        "told_spoken": spoken(desk)[:SHORT],
        "unreached": [failure(one, desk, known) for one in stuck if _presses(one, desk)][:URGENT],
        "may_record": may_record(desk).allowed,
        "unreached_more": max(0, sum(_presses(one, desk) for one in stuck) - URGENT),
    }


def may_record(desk: Desk) -> Verdict:
    """Whether the reader may write down that somebody was told, asked of the rulebook by the call that would do it."""
    agency = next(iter(desk.state.responding), desk.state.raising)
    command = cmd.Acknowledge(by=desk.me, spoken=True, agency=agency, name="-")
    return may(desk.rules, desk.state, command, desk.at)


def _presses(one: Told, desk: Desk) -> bool:
    """Whether it stands above everything for this reader: for the side that raised it and for the office."""
    mine = desk.me.office or desk.state.side(desk.me.agency) == "raising"
    ended = max((i.recorded_at for i in desk.opened.history if isinstance(i.event, ev.Closed)), default=None)
    return mine and (desk.state.open or (ended is not None and one.notice.owed_at >= ended))


# --- one message ------------------------------------------------------------------------------------------


def item(one: Told, desk: Desk) -> dict[str, Any]:
    """One message as told/item.html draws it."""
    notice, now = one.notice, one.stands.now
    return {
        "to": _upper(to_whom(notice, desk.rules, desk.names)),
        "answering": _today(one, desk),
        "says": about(notice, desk.rules),
        "whose": whose(notice, desk.rules),
        "tag": {"text": FACTS[now.fact], "colour": COLOURS.get(now.fact, "grey")},
        "steps": [_step(step, one, desk) for step in one.stands.steps],
        "instead": _instead(one, desk),
        "ring": one.stands.needs_ringing,
        "record": _record(one.notice, desk),
    }


def _step(step: Step, one: Told, desk: Desk) -> dict[str, Any]:
    """One fact with its instant, and whose it is: "Acknowledged by Priya Shah on …"."""
    by = ""
    if step.fact is Fact.ACKNOWLEDGED:
        by = one.seen_by or _told_by_voice(one, desk)
    elif step.fact is Fact.ACTED:
        by = desk.names.get(one.acted_by, "somebody there")
    return {"says": f"{FACTS[step.fact]}{_whose(step)}{f' by {by}' if by else ''}", "at": step.at, "why": step.why}


def _whose(step: Step) -> str:
    """For whom a try was. What a carrier took is not yet with anybody, and a mailbox is not its reader."""
    if not step.to:
        return ""
    match step.fact:
        case Fact.HANDED_OVER:
            return f" to the carrier, for {step.to}"
        case Fact.DELIVERED:
            return f" to {step.to}" if step.to.startswith("the mailbox") else f" to the mailbox of {step.to}"
        case _:
            return f", for {step.to}"


def _told_by_voice(one: Told, desk: Desk) -> str:
    """Who was told by telephone or face to face, where no account of theirs says so."""
    for item_ in desk.opened.history:
        event = item_.event
        if not isinstance(event, ev.Acknowledged) or not event.spoken:
            continue
        there = one.notice.agency.key if one.notice.agency is not None else ""
        told_at = item_.occurred_at or item_.recorded_at
        if event.agency == there and one.notice.acknowledged_at == told_at:
            return event.name
    return ""


def _today(one: Told, desk: Desk) -> str:
    """Who answers for the post today, where it is a post."""
    if one.notice.post is None or one.notice.person is not None:
        return ""
    if not one.answering:
        return f"Nobody holds this post today: {one.notice.post}."
    return f"Today: {one.answering[0]}" + (f", and {len(one.answering) - 1} more." if len(one.answering) > 1 else ".")


def _instead(one: Told, desk: Desk) -> str:
    """Who was told in place of whoever it was for: where the post is not there, or nobody who holds it could be had."""
    notice, post = one.notice, one.notice.post
    said = []
    if post is not None and notice.to in desk.rules.posts and notice.to != post.key:
        title = words.bare_title(desk.rules.posts[notice.to].title)
        said.append(f"{post.agency.name} lists no {title}. It goes to its {words.bare_title(post.title)} instead.")
    others = [each for each in one.tries if post is not None and each.post_id not in (None, post.pk)]
    if others:
        said.append(f"Told instead: {words.listed(list(dict.fromkeys(map(reader, others))))}.")
    return " ".join(said)


def _record(notice: Notice, desk: Desk) -> str:
    return f"{reverse('spoken', args=[desk.opened.row.ref])}?{urlencode({'message': notice.pk})}"


def _upper(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


# --- what failed, and whom to ring --------------------------------------------------------------------------


def printed(desk: Desk) -> dict[tuple[str, str], str]:
    """The numbers that the policy itself gives for this stage now, by agency and post."""
    stage, facts = desk.stage, desk.state.facts
    line = desk.state.line if stage.tiers and stage.tiers.lines else stage.line
    found: dict[tuple[str, str], str] = {}
    for agency in desk.state.responding if line else ():
        status = next(iter(facts.get("status", ())), None)
        with suppress(BadQuestion, OutsideCalendar):  # then the policy gives none now
            answer = desk.opened.routes.answer(agency.partition(":")[0], line or "", desk.at, status, facts)
            found |= {(agency, card.post.id): card.how.phone for card in answer.cards if card.how.phone}
    return found


def failure(one: Told, desk: Desk, numbers: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """What told/failure.html draws: what has not got through, why and since when, whom to ring now, what to do then."""
    notice, now = one.notice, one.stands.now
    to = to_whom(notice, desk.rules, desk.names)
    found = list(_numbers(notice, numbers))
    return {
        "whose": "Your" if desk.state.side(desk.me.agency) == "raising" else "The",
        "to": to,
        "says": about(notice, desk.rules),
        "why": now.why or "It could not be delivered.",
        "at": now.at,
        "empty": _today(one, desk) if not one.answering else "",
        "answering": one.answering[0] if one.answering else "",
        "numbers": found,
        "none": "" if found else NO_NUMBER,
        "instead": _instead(one, desk),
        "record": _record(notice, desk),
    }


def _numbers(notice: Notice, policys: Mapping[tuple[str, str], str]) -> Iterator[dict[str, str]]:
    """The policy's own number, then the directory's, then the one that the agency says is always answered. No other."""
    key = notice.agency.key if notice.agency else ""
    own = policys.get((key, notice.to), "")
    if own:
        yield {"number": own, "label": "Printed in the policy"}
    found = ways([notice.post], own) if isinstance(notice.post, Post) and notice.person is None else []
    yield from found
    if not own and not found and notice.agency is not None and notice.agency.last_resort:
        yield {"number": notice.agency.last_resort, "label": f"{notice.agency.name}: always answered"}


# --- by voice ---------------------------------------------------------------------------------------------


def spoken(desk: Desk) -> list[Spoken]:
    """Who was told by telephone or face to face, latest first."""
    found = [
        Spoken(
            name=i.event.name, agency=_where(i.event, desk),
            by=desk.names.get(i.by, "somebody"), at=i.occurred_at or i.recorded_at, words=i.event.words,
        )
        for i in desk.opened.history
        if isinstance(i.event, ev.Acknowledged) and i.event.spoken and i.event.name
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at, reverse=True)


def _where(event: ev.Acknowledged, desk: Desk) -> str:
    """The agency of whoever was told, or the post of a body outside, which is at none."""
    post = desk.rules.posts.get(event.post)
    if post is not None and not event.agency:
        return words.bare_title(post.title)
    return desk.names.get(event.agency, event.agency)


# --- on paper ---------------------------------------------------------------------------------------------


def lines(desk: Desk, told: Iterable[Told]) -> Iterator[str]:
    """For what agencies file: to whom, about what, and each fact with its instant (F-66). The oldest first."""
    for one in sorted(told, key=lambda each: each.notice.owed_at):
        steps = [_step(step, one, desk) for step in one.stands.steps]
        facts = "; ".join(f"{step['says']}, {weekday_instant(step['at'])}" for step in steps)
        why = f" {one.stands.now.why}" if one.stands.now.why else ""
        yield f"{_upper(to_whom(one.notice, desk.rules, desk.names))}. {about(one.notice, desk.rules)} {facts}.{why}"
    for said in reversed(spoken(desk)):
        yield f"{said.name}, {said.agency}, was told by {said.by} on {weekday_instant(said.at)}. {said.words}".strip()
