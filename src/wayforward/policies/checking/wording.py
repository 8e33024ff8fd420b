"""Words that disagree, mean nothing certain, or have several names; and what a reader noted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wayforward.core.conditions import ALWAYS, Condition
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.elements import Element, Statement
from wayforward.core.policy.papers import Report, Scope, Term
from wayforward.core.policy.people import Post
from wayforward.core.policy.readers import Noted
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import Move, MoveKind, Stage, Start
from wayforward.policies.checking.cases import tests_of
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import all_of, clauses, first_up, stage_name

LIMITS = frozenset({DutyKind.RESOLVE, DutyKind.CAP})
OF_OTHER_RULES = frozenset({"scope", "document"})  # told by CHK-40 and CHK-23
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNDEFINED = re.compile(
    r"\bnot defined?\b|\bundefined\b|\bno definition\b|\bnot say (what|how|who judges)\b", re.IGNORECASE
)
_LABEL = re.compile(rf"(?P<word>[A-Za-z]+) (?P<number>\d+|{'|'.join(NUMBERS)})\b", re.IGNORECASE)


def disagreeing(element: Element) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """Every one thing about which two places of the text say different things of this element."""
    about: dict[str, list[Statement]] = {}
    for statement in element.stated:
        about.setdefault(statement.about.casefold(), []).append(statement)
    for statements in about.values():
        if len({" ".join(one.says.casefold().split()).rstrip(".") for one in statements}) > 1:
            yield statements[0].about, tuple(statements)


def told(statements: Sequence[Statement]) -> str:
    """ "the prose says “the chair” (HV-35) and the diagram “the office” (HV-51)"."""
    parts = [f"the {one.where} says “{one.says}” ({one.clause})" for one in statements]
    return all_of([parts[0], *(part.replace(" says ", " ", 1) for part in parts[1:])])


def places_that_disagree(desk: Desk) -> Iterator[Finding]:
    """CHK-03: two places of the text that say different things. Of a way past stages it is CHK-32's."""
    for name, element in desk.elements.items():
        if name.partition(" ")[0] in OF_OTHER_RULES or not isinstance(element, Element) or _is_a_jump(element):
            continue
        for about, statements in disagreeing(element):
            yield Finding(
                rule="CHK-03",
                severity=Severity.LOW if isinstance(element, Post) else Severity.MEDIUM,
                elements=(name,),
                clauses=clauses(one.clause for one in statements),
                about=about,
                what=f"{first_up(about)}: {told(statements)}.",
                why="Each side can point to a place that proves it right, and they argue about the text instead.",
                example=f"On {desk.late} whoever reads {statements[0].clause} does one thing, and whoever reads"
                f" {statements[-1].clause} another.",
                question="Which of these holds?",
            )


def _is_a_jump(element: Element) -> bool:
    return isinstance(element, Move) and element.kind in (MoveKind.SKIP, MoveKind.LAST)


def words_without_a_meaning(desk: Desk) -> Iterator[Finding]:
    """CHK-12: a word that decides something, and that the text does not define."""
    for term in desk.policy.terms:
        if term.means and "means" not in term.unstated:
            continue
        yield Finding(
            rule="CHK-12",
            severity=Severity(term.severity) if term.severity else _weight(term, desk),
            elements=(f"term {term.id}",),
            clauses=term.clauses,
            what=f"“{first_up(term.term)}” is not defined.",
            why="Something hangs on this word, and each side may read it to suit itself.",
            example=f"On {desk.late} one worker reads “{term.term}” one way and the other another; both may be right.",
            question=f"What does “{term.term}” mean, and who judges it?",
        )


def answers_and_hours_without_a_meaning(desk: Desk) -> Iterator[Finding]:
    """CHK-12: a question that steers something, or hours of a contact, that the text names and does not define."""
    told = {clause for term in desk.policy.terms for clause in term.clauses}
    steering = {test.fact for condition in _conditions(desk) for test in tests_of(condition)}
    for fact in desk.policy.facts:
        if fact.id in steering and fact.silent and _UNDEFINED.search(fact.silent) and not told & set(fact.clauses):
            yield _undefined(f"fact {fact.id}", fact.clauses, f"“{fact.asks}” {_lower(fact.silent)}", fact.asks, desk)
    notes = {note.id: note for note in desk.policy.guidance if note.kind == "window"}
    for window in desk.policy.windows:
        note = notes.get(f"window-{window.id}")
        rows = [
            row for row in desk.policy.routes if row.hours == window.id and row.clauses and not told & set(row.clauses)
        ]
        if note is not None and rows and note.assumptions and not note.clauses:
            what = f"The hours “{window.id}” are not defined: only an assumption says which they are."
            yield _undefined(f"window {window.id}", clauses(*(row.clauses for row in rows)), what, window.id, desk)


def _conditions(desk: Desk) -> Iterator[Condition | None]:
    for route in desk.policy.routes:
        yield from (route.when, route.takes_over)
    yield from (move.when for _, move in desk.moves())
    yield from (duty.applies for duty in desk.policy.duties)
    yield from (start.when for start in desk.policy.starts)


def _lower(sentence: str) -> str:
    return f"({sentence[:1].lower()}{sentence[1:].rstrip('.')})."


def _undefined(name: str, cited: tuple[str, ...], what: str, word: str, desk: Desk) -> Finding:
    return Finding(
        rule="CHK-12",
        severity=Severity.MEDIUM,
        elements=(name,),
        clauses=cited,
        what=what,
        why="Something hangs on this word, and each side may read it to suit itself.",
        example=f"On {desk.late} one worker reads “{word.rstrip('?')}” one way and the other another.",
        question="What does the text mean by it, and who judges it?",
    )


def _weight(term: Term, desk: Desk) -> Severity:
    """Medium where a way, a contact or a report hangs on the word; low where it only says who else is told."""
    cited = set(term.clauses)
    steered = any(
        cited & set(one.clauses) and _steers(one) for one in desk.elements.values() if isinstance(one, Element)
    )
    return Severity.MEDIUM if steered or not cited else Severity.LOW


def _steers(element: Element) -> bool:
    match element:
        case Route():
            return element.when != ALWAYS or element.takes_over is not None or element.hours is not None
        case Duty():
            return element.kind in LIMITS
        case _:
            return isinstance(element, Stage | Move | Start | Report)


def posts_of_several_names(desk: Desk) -> Iterator[Finding]:
    """CHK-13: one post under several names."""
    for post in desk.policy.posts:
        if not post.also_called:
            continue
        others = [other.says for other in post.also_called]
        same = [one for one in desk.policy.posts if one.title.casefold() in {other.casefold() for other in others}]
        yield Finding(
            rule="CHK-13",
            severity=Severity.LOW,
            elements=(f"post {post.id}", *(f"post {one.id}" for one in same)),
            clauses=clauses(post.clauses, *(other.clauses for other in post.also_called)),
            what=f"{first_up(post.title)} is also called {all_of(f'“{other}”' for other in others)}.",
            why="Whoever looks for the one name does not find it where the other stands, or takes them for two people.",
            example=f"On {desk.late} a caller asks for {others[0]} and is told that nobody is called that.",
            question="Which name is right?",
        )


def labels_out_of_step(desk: Desk) -> Iterator[Finding]:
    """CHK-39: a stage and the next that are called by two words, or whose numbers skip or run backwards."""
    labels = {stage.id: match for stage in desk.policy.stages if (match := _LABEL.search(stage.label))}
    known = {_number(match["number"]) for match in labels.values()}
    for stage, move in desk.moves():
        if move.kind is not MoveKind.NEXT or stage.id not in labels or move.to not in labels:
            continue
        following, one, two = desk.stages[move.to], labels[stage.id], labels[move.to]
        if one["word"].casefold() != two["word"].casefold():
            what = f"{first_up(stage.label)} is followed by {following.label}: the stages are called by two words."
            yield _label_finding([stage, following], "word", what, desk)
        elif not _in_step(_number(one["number"]), _number(two["number"]), known):
            what = f"{first_up(stage_name(stage))} is followed by {stage_name(following)}."
            yield _label_finding([stage, following], "number", what, desk)


def _in_step(number: int, following: int, known: set[int]) -> bool:
    """Whether the numbers go up, and every one between them is that of some stage."""
    return number <= following and all(between in known for between in range(number + 1, following))


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else NUMBERS.index(words.casefold())


def _label_finding(stages: Sequence[Stage], about: str, what: str, desk: Desk) -> Finding:
    return Finding(
        rule="CHK-39",
        severity=Severity.LOW,
        elements=tuple(f"stage {stage.id}" for stage in stages),
        clauses=clauses(*(stage.clauses for stage in stages)),
        about=about,
        what=what,
        why="People who speak of a stage by its name and number may each mean another one.",
        example=f"On {desk.late} somebody hears “{stages[-1].label}” on the telephone and looks up another.",
        question="Can every stage have one word and the next number?",
    )


def scopes_that_contradict(desk: Desk) -> Iterator[Finding]:
    """CHK-40: the same case is in scope by one statement and out of it by another."""
    own = [scope for scope in desk.policy.scope if is_own(scope)]
    for scope in own:
        for about, statements in disagreeing(scope):
            yield _scope_finding(
                (scope,), clauses(one.clause for one in statements), f"{first_up(about)}: {told(statements)}.", desk
            )
    inside = [scope for scope in own if scope.applies and scope.when != ALWAYS]
    outside = [scope for scope in own if not scope.applies and scope.when != ALWAYS]
    for one in inside:
        for other in outside:
            if one.when == other.when:
                what = f"“{one.says.rstrip('.')}” and “{other.says.rstrip('.')}” cannot both hold."
                yield _scope_finding((one, other), clauses(one.clauses, other.clauses), what, desk)
    yield from _against_the_subjects(own, desk)


def _against_the_subjects(own: Sequence[Scope], desk: Desk) -> Iterator[Finding]:
    """A scope about a kind of subject that the list of subjects answers the other way."""
    for scope in own:
        subject = _only_subject(scope.when)
        if subject is not None and scope.applies != (subject in desk.policy.subjects):
            listed = "is not among" if scope.applies else "is among"
            what = f"“{scope.says.rstrip('.')}”, and “{subject}” {listed} those whom the policy is about."
            yield _scope_finding((scope,), scope.clauses, what, desk, about="subjects")


def _only_subject(when: Condition) -> str | None:
    tests = tuple(tests_of(when))
    if len(tests) == 1 and tests[0].fact == "subject" and not tests[0].negated and len(tests[0].values) == 1:
        return next(iter(tests[0].values))
    return None


def _scope_finding(
    scopes: Sequence[Scope], cited: tuple[str, ...], what: str, desk: Desk, about: str = "statements"
) -> Finding:
    return Finding(
        rule="CHK-40",
        severity=Severity.MEDIUM,
        elements=tuple(f"scope {scope.id}" for scope in scopes),
        clauses=cited,
        about=about,
        what=what,
        why="Somebody with a real concern is sent away by one sentence that another sentence would have let in.",
        example=f"A case of this kind on {desk.late} is refused by whoever reads the one, and taken by whoever reads"
        " the other.",
        question="Is such a case in scope?",
    )


def noted_by_a_reader(desk: Desk) -> Iterator[Finding]:
    """Whatever rule a reader named: what cannot be seen in the data."""
    yield from (_as_noted(noted, desk) for noted in desk.policy.noted)


def _as_noted(noted: Noted, desk: Desk) -> Finding:
    place = all_of(noted.clauses) or "it"
    return Finding(
        rule=noted.rule,
        severity=Severity(noted.severity),
        elements=(*noted.elements, f"noted {noted.id}"),
        clauses=noted.clauses,
        what=noted.what,
        why=noted.why,
        example=f"Whoever has to go by {place} on {desk.late} cannot ask the author.",
        question=noted.question,
    )


RULES = (
    ("CHK-03", places_that_disagree),
    ("CHK-12", words_without_a_meaning),
    ("CHK-12", answers_and_hours_without_a_meaning),
    ("CHK-13", posts_of_several_names),
    ("CHK-39", labels_out_of_step),
    ("CHK-40", scopes_that_contradict),
    ("noted", noted_by_a_reader),
)
