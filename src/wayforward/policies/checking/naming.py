"""How the findings name what they are about: lines, posts and agencies in the policy's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from wayforward.core.policy.elements import Element
from wayforward.core.policy.people import Post
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time.dates import listed, written
from wayforward.policies.phrases import SIDES, bare_title, people, who

COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def line(policy: Policy, name: str) -> str:
    """ "line 2", what a stage is called whose line it is, or the route's own name."""
    if name.isdecimal():
        return f"line {name}"
    stage = next((stage for stage in policy.stages if stage.line == name), None)
    if stage is not None:
        return stage_name(stage)
    return "the meetings and people before the first line" if name == "pre" else f"the “{name}” route"


def place(policy: Policy, row: Route) -> str:
    """Where a row stands: on a ladder its line, and where one row is for any agency the stage that it belongs to."""
    stage = next((stage for stage in policy.stages if stage.line == row.line), None)
    return stage_name(stage) if row.agency == "any" and stage is not None else line(policy, row.line)


def lines(policy: Policy, names: Iterable[str]) -> str:
    """ "lines 0, 1 and 2", with the routes that have no number after them."""
    told = sorted(dict.fromkeys(names))
    numbered = [name for name in told if name.isdecimal()]
    together = f"lines {all_of(numbered)}" if len(numbered) > 1 else f"line {numbered[0]}" if numbered else ""
    return all_of([*filter(None, [together]), *(line(policy, name) for name in told if not name.isdecimal())])


def stage_name(stage: Stage) -> str:
    """ "Stage Two (Escalate)"."""
    return f"{stage.label} ({stage.title})" if stage.title.casefold() != stage.label.casefold() else stage.label


def stages(some: Iterable[Stage]) -> str:
    """ "Stage Two and Stage Three": each label once, with its title only where two stages share the label."""
    told = list(some)
    labels = [stage.label for stage in told]
    return all_of(stage_name(stage) if labels.count(stage.label) > 1 else stage.label for stage in told)


def posts_of(policy: Policy) -> Mapping[str, Post]:
    return {post.id: post for post in policy.posts}


def titles(policy: Policy, ids: Iterable[str]) -> str:
    """The titles of posts in a list, as the policy prints them; those of a side with whose they are."""
    posts = posts_of(policy)
    told = [posts[id] for id in dict.fromkeys(ids) if id in posts]
    return all_of(who(post.id, posts) if post.of in SIDES else bare_title(post.title) for post in told)


def persons(policy: Policy, words: Iterable[str]) -> str:
    """Person strings as people say them: "the raising agency’s line manager"."""
    return people(dict.fromkeys(words), posts_of(policy)).replace("the every ", "every ")


def person(policy: Policy, words: str) -> str:
    return who(words, posts_of(policy))


def post_id(words: str) -> str:
    """The post in a person string: "raising lead" is the post "lead". Special words stand for themselves."""
    return words.rpartition(" ")[2] if words not in ("all involved", "each agency") else words


def all_of(items: Iterable[str]) -> str:
    """ "a, b and c", each once."""
    return listed(dict.fromkeys(items))


def any_of(items: Iterable[str]) -> str:
    """ "a, b or c", each once."""
    return listed(dict.fromkeys(items), "or")


def clauses(*groups: Iterable[str]) -> tuple[str, ...]:
    """Every clause once, in the order in which they first come."""
    return tuple(dict.fromkeys(clause for group in groups for clause in group))


def of_rows(rows: Iterable[Route]) -> tuple[str, ...]:
    return clauses(*(row.clauses for row in rows))


def named(kind: str, elements: Iterable[Element]) -> tuple[str, ...]:
    """Elements as a finding lists them: "route police-2-1"."""
    return tuple(dict.fromkeys(f"{kind} {element.id}" for element in elements))


def first_up(text: str) -> str:
    """A sentence begins with a capital; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def count(number: int) -> str:
    return COUNTED[number] if number < len(COUNTED) else str(number)


def day(on: date) -> str:
    """ "Friday 29 August 2025"."""
    return written(on)
