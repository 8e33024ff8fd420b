"""A proof as plain data, for a program: the form of `wayforward policy prove --json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from wayforward.core.working_time import LONDON
from wayforward.policies.proving.holes import Case, Gap, Unprinted
from wayforward.policies.proving.proof import Holds, Proof, Told
from wayforward.policies.proving.sentences import the_waits
from wayforward.policies.proving.telling import Story
from wayforward.policies.proving.waits import Longest, StageWait
from wayforward.policies.proving.words import clock, lasting, week

HOLDS = {Holds.YES: True, Holds.DECLARED: "declared", Holds.NO: False}


def as_data(proof: Proof) -> dict[str, Any]:
    """Everything that was proved. Instants are on London's clocks with their offset; a story is a list of steps."""
    waited, policy = proof.waits, proof.policy
    labels = {stage.id: stage.label for stage in policy.stages}
    return {
        "policy": policy.id,
        "year": proof.year,
        "states": proof.states,
        "stretches": proof.stretches,
        "claims": [
            {
                "claim": each.claim, "title": each.title, "holds": HOLDS[each.holds], "what": each.what,
                "clauses": list(each.clauses), "story": steps(each.story),
            }
            for each in proof.claims
        ],
        "holes": [_hole(proof, gap, told) for gap, told in proof.holes],
        "hours_unstated": [{"agency": agency, "line": line} for agency, line in proof.unstated],
        "unprinted": [_unprinted(proof, each) for each in proof.unprinted],
        **_ways(proof, labels),
        "waits": {
            "whole": {
                "limited": waited.limited,
                "without_limit": list(waited.unlimited),
                **_longest(proof, waited.longest, proof.whole),
                "most_working_days": _longest(proof, waited.most_days, proof.most_days),
            },
            "stages": [_stage(wait, story, labels[wait.stage]) for wait, story in proof.stages],
        },
    }  # fmt: skip


def _ways(proof: Proof, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ends": [
            {
                "stage": end.stage, "label": labels[end.stage], "how": str(end.how), "deciding": list(end.deciding),
                "last": list(end.last), "endings": list(end.endings),
            }
            for end in proof.ends
        ],
        "loops": [
            {
                "stages": list(loop.stages), "climb": loop.climb, "bounded": loop.bounded, "times": list(loop.times),
                "caps": list(loop.caps),
            }
            for loop in proof.loops
        ],
        "panels": [
            {"stage": each.stage, "size": each.size, "fails_at": each.fails_at, "why": each.why}
            for each in proof.panels
        ],
    }  # fmt: skip


def stories(proof: Proof) -> Iterator[tuple[str, str, Story]]:
    """Every story of a proof: a name for its file, what it shows, and its steps."""
    for claim in proof.claims:
        yield f"claim-{claim.claim}", claim.what, claim.story
    for number, (gap, told) in enumerate(proof.holes, start=1):
        yield f"hole-{number:02}-{gap.agency}-{gap.line}".lower(), told.says, told.story
    yield "wait-whole", proof.whole.says, proof.whole.story
    yield "wait-most-working-days", proof.most_days.says, proof.most_days.story
    for wait, story in proof.stages:
        yield f"wait-{wait.stage}", f"The longest that the limit of {wait.stage} can run.", story


def steps(story: Story) -> list[dict[str, Any]]:
    """The steps of a story as a scenario file has them."""
    return [{key: _plain(value) for key, value in step.items()} for step in story]


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return written(value)
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def written(at: datetime | None) -> str | None:
    return at.astimezone(LONDON).isoformat() if at else None


def _hole(proof: Proof, gap: Gap, told: Told) -> dict[str, Any]:
    spans = week(proof.table, gap.agency, gap.windows)
    return {
        "agency": gap.agency, "line": gap.line, "asked": list(gap.asked), "stages": list(gap.stages),
        "cases": [_case(case) for case in gap.cases], "rule": gap.rule,
        "week": {day: [[clock(begins), clock(until)] for begins, until in each] for day, each in spans.items()},
        "hours": round(gap.hours, 2), "first_at": written(gap.first_at), "says": told.says,
        "clauses": list(gap.hole.clauses), "story": steps(told.story),
    }  # fmt: skip


def _case(case: Case) -> dict[str, list[str]]:
    """The facts of some cases: for each fact the answers, any of which it has. Several at once are joined by +."""
    return {fact: ["+".join(answer) for answer in answers] for fact, answers in case}


def _unprinted(proof: Proof, each: Unprinted) -> dict[str, Any]:
    titles = {post.id: post.title for post in proof.policy.posts}
    return {
        "post": each.post, "title": titles[each.post],
        "lines": [{"agency": agency, "line": line} for agency, line in each.lines],
        "hours_alone": round(each.seconds / 3600, 2), "clauses": list(each.clauses),
    }  # fmt: skip


def _longest(proof: Proof, longest: Longest | None, told: Told) -> dict[str, Any]:
    if longest is None:
        return {"working_days": None, "calendar": None, "raised_at": None, "ends_at": None, "stages": [],
                "sentences": [], "story": []}  # fmt: skip
    walk = longest.walk
    stays = [
        {
            "stage": stay.stage, "entered_at": written(stay.entered_at), "left_at": written(stay.left_at),
            "limit": stay.bound or None, "due_at": written(stay.due_at),
        }
        for stay in walk.stays
    ]  # fmt: skip
    return {
        "working_days": longest.working_days, "calendar": _calendar(longest.lasts),
        "raised_at": written(walk.raised_at), "ends_at": written(walk.ends.at), "stages": stays,
        "sentences": list(the_waits(proof.policy, longest)), "story": steps(told.story),
    }  # fmt: skip


def _stage(wait: StageWait, story: Story, label: str) -> dict[str, Any]:
    return {
        "stage": wait.stage, "label": label, "within": str(wait.within) if wait.within else None,
        "working_days": wait.working_days, "calendar": _calendar(wait.lasts) if wait.lasts else None,
        "starts_at": written(wait.starts_at), "due_at": written(wait.due_at), "caps": list(wait.caps),
        "why": wait.why, "story": steps(story),
    }  # fmt: skip


def _calendar(lasts: timedelta) -> dict[str, Any]:
    """Elapsed time: whole days of 24 hours and the hours left, to the nearest minute, and the exact seconds."""
    minutes = round(lasts / timedelta(minutes=1))
    return {
        "days": minutes // 1440, "hours": minutes % 1440 // 60, "minutes": minutes % 60,
        "seconds": int(lasts.total_seconds()), "says": lasting(lasts),
    }  # fmt: skip
