"""The one-page guide for practitioners: what to do, who talks to whom, by when, and what nobody can take from you."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.people import Post
from wayforward.core.policy.stages import MoveKind, Power, Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time.dates import day_and_month, listed
from wayforward.policies.phrases import amount_of, bare_title

MOST = 4  # lines in one part: a fifth is not read on a page that has to be read at once
DANGER = "If a child or adult is in immediate danger, ring 999 now. Everything here comes after that."
EVERYWHERE = (
    "You need nobody’s approval to start. Nobody can stop you from going on if you give a reason.",
    "You can ask somebody to be beside you, whatever their post or yours.",
)
EACH_TALK = "Each talk and each try that nobody answered: when, with whom, what was said and what was agreed."
POWERS = {
    Power.DECIDES: "decides",
    Power.FACILITATES: "helps to find a solution",
    Power.MEDIATES: "mediates",
    Power.RECOMMENDS: "recommends",
}
WHOSE = {  # before a post's title, or after one that is long
    "raising": ("your", "on your side"),
    "responding": ("their", "on theirs"),
    "each": ("each agency’s", "of each agency"),
}
OWN = re.compile(r"^(agency|organisation's) | on the (raising|responding) side$", re.IGNORECASE)
MINE = ("raiser", "each agency", "all involved")  # who writes it down, where it is whoever reads the guide


@dataclass(frozen=True, kw_only=True)
class Step:
    """A stage in a line."""

    name: str
    says: str
    who: str
    when: str
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Guide:
    """What stands on the page, in its order. Whom to ring is not on it: that depends on the hour."""

    title: str
    partnership: str
    danger: str
    person: str  # whom it is about: "child", or "person" where the policy covers adults
    covers: tuple[str, ...]
    sends_on: tuple[str, ...]  # what it is not for, and where that goes
    steps: tuple[Step, ...]
    together: tuple[str, ...]  # limits over several stages
    sooner: str
    jumps: tuple[str, ...]  # the ways past a stage, where it cannot wait
    write_down: tuple[str, ...]
    rights: tuple[str, ...]
    decides: str
    leaves_open: str
    edition: str


def guide(policy: Policy) -> Guide:
    """The page of one policy. Each line is the policy's own in our words, but for those that hold everywhere."""
    person = "person" if "adult" in policy.subjects else "child"
    stages = [*(s for s in policy.stages if not s.beside), *(s for s in policy.stages if s.beside)]
    return Guide(
        title=policy.title,
        partnership=policy.partnership,
        danger=DANGER,
        person=person,
        covers=tuple(s.says for s in policy.scope if s.applies and not s.when.facts())[:2],
        sends_on=tuple(_sent_on(policy))[:3],
        steps=tuple(_step(stage, policy) for stage in stages),
        together=tuple(_caps(policy)),
        sooner=f"Each time is the latest moment, never the target. Go on sooner whenever the {person} needs it.",
        jumps=tuple(_jumps(policy))[:2],
        write_down=tuple(_write_down(policy))[: MOST + 1],
        rights=(*EVERYWHERE, *_own_rights(policy))[:MOST],
        decides=_decides(stages, policy),
        leaves_open=_leaves_open(stages, policy),
        edition=_edition(policy),
    )


def text(made: Guide, ring: Iterable[str] = ()) -> list[str]:
    """The guide as lines for a terminal or an e-mail; `ring` says where to find whom to ring."""
    steps = [f"{n}. {step.name}. {step.says} {step.who} {step.when}" for n, step in enumerate(made.steps, 1)]
    parts: list[tuple[str, Sequence[str]]] = [
        ("When to use it", [*made.covers, *(f"Not for this: {one}" for one in made.sends_on)]),
        ("Stage by stage", [*steps, *made.together, made.sooner, *made.jumps]),
        ("Who to ring now", list(ring)),
        ("What to write down", made.write_down),
        ("What you can count on", made.rights),
        ("Who decides in the end", [made.decides]),
        ("What the policy leaves open", [made.leaves_open]),
    ]
    lines = [made.danger, "", f"{made.title}: the guide on one page", made.partnership]
    for heading, said in parts:
        if said:
            lines += ["", heading, *(f"- {one}" if one[:1] not in "123456789" else one for one in said)]
    return [*lines, "", made.edition]


def _sent_on(policy: Policy) -> Iterator[str]:
    for scope in policy.scope:
        if not scope.applies:
            to = f" Instead: {_lower(scope.send_to.rstrip('.'))}." if scope.send_to else ""
            yield f"{scope.says.rstrip('.')}.{to}"


def _step(stage: Stage, policy: Policy) -> Step:
    posts = {post.id: post for post in policy.posts}
    limit = next((duty.time for duty in policy.duties if duty.stage == stage.id), None)
    capped = any(stage.id in duty.stages for duty in policy.duties)
    return Step(
        name=f"{stage.label}: {stage.title}",
        says=stage.says,
        who=_who_talks(stage, posts),
        when=_when(limit, posts, capped),
        beside=stage.beside,
    )


def _who_talks(stage: Stage, posts: dict[str, Post]) -> str:
    """ "You and the other worker." The sides as whoever raised it sees them."""
    raising = _named(stage.acts.get("raising", ()), posts)
    responding = _named(stage.acts.get("responding", ()), posts)
    others = _named([who for side, names in stage.acts.items() if side not in ("raising", "responding")
                     for who in names], posts)  # fmt: skip
    sides = [listed(each) for each in (raising, responding) if each]
    first = " with ".join(sides)
    if not first:
        return f"{_upper(listed(others))}." if others else ""
    return f"{_upper(first)}{f'; then {listed(others)}' if others else ''}."


def _named(words: Iterable[str], posts: dict[str, Post]) -> list[str]:
    return list(dict.fromkeys(_mine_or_theirs(word, posts) for word in words))


def _mine_or_theirs(word: str, posts: dict[str, Post]) -> str:
    if word in ("raiser", "counterpart"):
        return "you" if word == "raiser" else "the other worker"
    if word in ("each agency", "all involved"):
        return "each agency" if word == "each agency" else "everyone involved"
    side, _, name = word.rpartition(" ")
    post = posts.get(name)
    title = OWN.sub("", bare_title(post.title if post else name))
    whose = side or (post.of if post else "")
    if whose not in WHOSE or title.startswith("other "):
        return f"the {title}"
    mine, apart = WHOSE[whose]
    return f"the {title} {apart}" if " of the " in title else f"{mine} {title}"


def _when(time: Timescale | None, posts: dict[str, Post], capped: bool) -> str:
    if time is not None and time.within is not None:
        return f"{amount_of(time.within)}."
    if time is not None and time.set_by:
        return f"{_upper(_mine_or_theirs(time.set_by, posts))} sets the time."
    return "No time of its own." if capped else "The policy gives no time."


def _caps(policy: Policy) -> Iterator[str]:
    labels = {stage.id: stage.label for stage in policy.stages}
    for duty in policy.duties:
        if duty.kind is DutyKind.CAP and duty.time is not None and duty.time.within is not None:
            over = list(dict.fromkeys(labels[stage] for stage in duty.stages if stage in labels))
            which = "All stages" if set(duty.stages) == labels.keys() else listed(over)
            yield f"{which} together: {_lower(amount_of(duty.time.within))}."


def _jumps(policy: Policy) -> Iterator[str]:
    """The furthest first: what leads to the last stage is what somebody looks for who cannot wait."""
    for kind in (MoveKind.LAST, MoveKind.SKIP):
        moves = [move for stage in policy.stages for move in stage.moves if move.kind is kind and not move.automatic]
        yield from dict.fromkeys(f"{_upper(move.says.rstrip('.'))}." for move in moves if move.says.count(" ") > 3)


def _write_down(policy: Policy) -> Iterator[str]:
    """What is asked at the start, each talk, and what goes on the file."""
    yield EACH_TALK
    asked = [
        field.label.rstrip("?.")
        for form in policy.forms
        if not form.stand_alone and "raised" in form.when
        for field in form.fields
        if field.required
    ]
    if asked:
        yield f"Before you raise it: {'; '.join(_lower(one) for one in dict.fromkeys(asked[:5]))}."
    kept = [d.says for d in policy.duties if d.kind in (DutyKind.RECORD, DutyKind.FORM) and _is_mine(d, policy)]
    yield from dict.fromkeys(kept)


def _is_mine(duty: Duty, policy: Policy) -> bool:
    own = {post.id for post in policy.posts if post.of in ("raising", "each")}
    return any(who in MINE or who.rpartition(" ")[2] in own for who in duty.who) and not duty.system


def _own_rights(policy: Policy) -> Iterator[str]:
    """Who may raise it and what may be done in another way, as the policy has it for any case."""
    for kind in ("actor", "flexibility"):
        for one in policy.guidance:
            if one.kind == kind and not one.when.facts():
                yield one.says


def _decides(stages: Sequence[Stage], policy: Policy) -> str:
    posts = {post.id: post for post in policy.posts}
    final = [s for s in stages if s.decision is not None and s.decision.power is Power.DECIDES and s.decision.by]
    if final:
        return " ".join(_decision(stage, posts) for stage in final)
    helps = [s for s in stages if s.decision is not None and s.decision.power in POWERS and s.decision.by]
    both = any(stage.settled_by == "both" for stage in stages)
    says = "both sides agree" if both else "your side says so"
    nobody = f"Nobody: the policy gives no one the power to decide. It is settled when {says}."
    return " ".join([nobody, *(_decision(stage, posts) for stage in helps)])


def _decision(stage: Stage, posts: dict[str, Post]) -> str:
    assert stage.decision is not None  # both callers have looked
    by = [bare_title(posts[who].title) if who in posts else who for who in stage.decision.by]
    panel = f"a panel of {stage.panel.size}" if stage.panel else f"the {listed(by)}"
    verb = POWERS[stage.decision.power]
    several = len(by) > 1 or listed(by).partition(" (")[0].endswith("s")
    verb = "decide" if several and not stage.panel and verb == "decides" else verb
    return f"At {stage.label}, {panel} {verb}.{' That is final.' if stage.decision.final else ''}"


def _leaves_open(stages: Sequence[Stage], policy: Policy) -> str:
    """What is missing, in one line: the times, the decider, and how many more silences there are."""
    timed = {d.stage for d in policy.duties if d.stage and d.time and (d.time.within or d.time.set_by)}
    without = list(dict.fromkeys(stage.label for stage in stages if stage.id not in timed))
    said = [f"no time for {listed(without)}"] if without else []
    if not any(s.decision is not None and s.decision.power is Power.DECIDES for s in stages):
        said.append("nobody who decides if it cannot be settled")
    silent = {element.silent for _, element in policy.elements() if element.silent}
    more = f"It is silent on {len(silent)} point{'s' if len(silent) > 1 else ''} in all." if silent else ""
    if not said:
        return more or "Nothing that a practitioner meets first."
    return f"It gives {' and '.join(said)}. {more}".strip()


def _edition(policy: Policy) -> str:
    document = policy.document
    due = document.review_due
    review = f" Review due {day_and_month(due)} {due.year}." if due else " It gives no review date."
    version = f"Version {document.version}" if document.version else "The document prints no version"
    return f"{version}. Status: {document.status}.{review} Fingerprint of this text: {policy.digest[:12]}."


def _upper(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _lower(words: str) -> str:
    """Without its capital, unless that belongs to a name: "MASH", "Section 47"."""
    second = words[1:2]
    return words if second.isupper() or second.isdigit() else f"{words[:1].lower()}{words[1:]}"
