"""What the directory adds to a card: second numbers, places, the last resort, and a head who is also the lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wayforward.core.policy.people import Agency as Kind
from wayforward.core.policy.people import Post as Role
from wayforward.core.policy.whole import Policy
from wayforward.directory.models import Agency, Partnership, Post

HEAD = "head_teacher"
Way = dict[str, str]  # a number and whose it is


def ringable(policy: Policy, partnership: Partnership) -> list[Kind]:
    """The kinds of agency that can be rung. One that is told nothing, such as a family, only by a number of its own."""
    if all(kind.told for kind in policy.agencies):
        return list(policy.agencies)
    own = Post.objects.filter(agency__partnership=partnership).exclude(phone="").values_list("agency__key", flat=True)
    numbered = {key.partition(":")[0] for key in own.distinct()}
    return [kind for kind in policy.agencies if kind.told or kind.id in numbered]


def ways(posts: Sequence[Post], printed: str | None) -> list[Way]:
    """Every number of some posts, post by post; said whose, where there are several agencies or places."""
    several = len({post.agency_id for post in posts}) > 1 or bool(printed)
    found: dict[str, Way] = {}
    for number, label in (way for post in posts for way in _ways(post, several)):
        if number and number != printed:
            found.setdefault(number, {"number": number, "label": label})
    return list(found.values())


def _ways(post: Post, several: bool) -> Iterator[tuple[str, str]]:
    yield post.phone, post.agency.name if several else ""
    yield post.second_phone, f"{post.agency.name}, second number" if several else "Second number"
    yield from ((area.phone, area.name) for area in sorted(post.areas.all(), key=lambda area: area.name))


def judges_own_case(role: Role, posts: Iterable[Post]) -> str:
    """Why not to ring a head: at these schools the head is the lead, so would be asked to judge their own case."""
    if role.role != HEAD:
        return ""
    schools = {post.agency.pk: post.agency for post in posts if post.agency.head_is_lead}
    return " ".join(_governors(school) for school in schools.values())


def _governors(school: Agency) -> str:
    who = school.governors or "the chair of governors"
    ring = f": {school.governors_phone}" if school.governors_phone else ""
    return (
        f"At {school.name} the head is also the designated safeguarding lead. "
        f"Ring the governors instead ({who[:1].lower()}{who[1:]}{ring})."
    )


def last_resort(posts: Iterable[Post]) -> list[str]:
    """The number that somebody always answers, where all of this is one agency's."""
    agencies = {post.agency.pk: post.agency for post in posts}
    known = [agency for agency in agencies.values() if agency.last_resort]
    if len(agencies) != 1 or not known:
        return []
    return [f"Ring {known[0].name} on {known[0].last_resort}, which is always answered."]
