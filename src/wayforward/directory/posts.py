"""The posts of an agency: what each is called, how it is reached, when that was last tried, and who holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from wayforward.core.people import SIDES
from wayforward.core.policy.people import Post as Role
from wayforward.core.policy.whole import Policy
from wayforward.core.verdict import Refused
from wayforward.directory.keeping import changed, not_for_oneself
from wayforward.directory.models import Agency, Holder, Person, Post, Shift
from wayforward.directory.people import known_at
from wayforward.directory.seating import current, on

WORDS = {
    "title": "title", "phone": "number", "second_phone": "second number", "email": "email", "rota": "needs a rota",
    "receives": "front door",
}  # fmt: skip


def roles_of(policy: Policy, agency: Agency) -> list[Role]:
    """The posts that the policy puts at an agency of this kind."""
    wanted = ("partnership",) if agency.office else (*SIDES, agency.kind)
    kinds = {kind.id: kind for kind in policy.agencies}
    if not agency.office and agency.kind in kinds and not kinds[agency.kind].told:
        return []  # such as a family: it has a place in the policy, and no posts
    return [role for role in policy.posts if role.of in wanted]


def title_at(role: Role, agency: Agency) -> str:
    """What the policy calls a post in an agency of this kind."""
    own = role.equivalents.get(agency.kind)
    return own.title if own else role.title


def lacking(policy: Policy, agency: Agency, posts: Iterable[Post]) -> list[Role]:
    """The posts that the policy puts here and the agency does not list. A meeting or a procedure is no post."""
    listed = {post.key for post in posts}
    return [role for role in roles_of(policy, agency) if role.id not in listed and role.role is not None]


@transaction.atomic
def add(agency: Agency, by: Person, at: datetime, role: Role) -> Post:
    """List a post that the policy puts here. Adding it twice gives the one that stands."""
    post, made = Post.objects.get_or_create(agency=agency, key=role.id, defaults={"title": title_at(role, agency)})
    if made:
        changed(agency, by, at, "post", post.pk, post.title, after="Added to the directory")
    return post


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a keeper says of a post."""

    title: str
    phone: str = ""
    second_phone: str = ""
    email: str = ""
    rota: bool = False
    receives: bool = False


def described(post: Post) -> Described:
    return Described(**{name: getattr(post, name) for name in WORDS})


@transaction.atomic
def describe(post: Post, by: Person, at: datetime, told: Described) -> Post | Refused:
    """Change what is said of a post. A number that was changed has not been rung yet."""
    before, after = asdict(described(post)), asdict(told)
    moved = [name for name in WORDS if before[name] != after[name]]
    if not moved:
        return post
    if "receives" in moved and not told.receives:
        return Refused(
            f"{post.title} is the front door of {post.agency.name}: what is raised with it comes there. "
            "Make another post the front door instead."
        )
    if told.receives and not post.receives and (why_not := _opens_to_oneself(post, by, at)):
        return Refused(why_not)
    if told.receives and not post.receives:
        Post.objects.filter(agency=post.agency_id, receives=True).update(receives=False)
    fresh = {"checked_on": None, "checked_by": None} if {"phone", "second_phone"} & set(moved) else {}
    Post.objects.filter(pk=post.pk).update(**after, **fresh)
    changed(
        post.agency, by, at, "post", post.pk, told.title,
        before=_says(before, moved), after=_says(after, moved),
    )  # fmt: skip
    post.refresh_from_db()
    return post


def _opens_to_oneself(post: Post, by: Person, at: datetime) -> str:
    """Why somebody may not make their own post the front door, which sees all that is raised with the agency."""
    held = Holder.objects.filter(post=post, person=by).exclude(until_on__lt=on(at))
    if held.exists() or Shift.objects.filter(post=post, person=by, ends_at__gt=at).exists():
        return not_for_oneself(by, by, post.agency, at)
    return ""


@transaction.atomic
def rang(post: Post, by: Person, at: datetime) -> Post | Refused:
    """Somebody rang the number and it works."""
    if not (post.phone or post.second_phone):
        return Refused(f"{post.title} has no number yet. Enter one first.")
    before = f"Last rung on {_day(post.checked_on)}" if post.checked_on else "Never rung"
    Post.objects.filter(pk=post.pk).update(checked_on=on(at), checked_by=by)
    changed(post.agency, by, at, "post", post.pk, post.title, before=before, after=f"Rung on {_day(on(at))}: it works")
    post.refresh_from_db()
    return post


@transaction.atomic
def seat(
    post: Post, person: Person, by: Person, at: datetime, *, deputy: bool, from_on: date, until_on: date | None = None
) -> Holder | Refused:
    """Somebody begins to hold a post, or to deputise for its holder."""
    name, part = known_at(post, person), "deputy" if deputy else "holder"
    if until_on is not None and until_on < from_on:
        return Refused("The last day must be the same as the first day, or after it.")
    if why_not := not_for_oneself(by, person, post.agency, at):
        return Refused(why_not)
    overlaps = Q(until_on__isnull=True) | Q(until_on__gte=from_on)
    held = Holder.objects.filter(overlaps, post=post, person=person)
    if until_on is not None:
        held = held.filter(from_on__lte=until_on)
    if held.exists():
        return Refused(f"{name} holds this post, or is its deputy, on some of those days already. End that first.")
    holder = Holder.objects.create(post=post, person=person, deputy=deputy, from_on=from_on, until_on=until_on)
    until = f" until {_day(until_on)}" if until_on else ""
    changed(post.agency, by, at, "holder", post.pk, post.title, after=f"{name}, {part} from {_day(from_on)}{until}")
    return holder


@transaction.atomic
def unseat(holder: Holder, last_on: date, by: Person, at: datetime) -> Holder | Refused:
    """Somebody's last day in a post."""
    post, name = holder.post, known_at(holder.post, holder.person)
    if last_on < holder.from_on:
        return Refused(f"{name} began on {_day(holder.from_on)}, so they cannot end before that day.")
    longer = holder.until_on is not None and last_on > holder.until_on
    if longer and (why_not := not_for_oneself(by, holder.person, post.agency, at)):
        return Refused(why_not)
    before = f"{name}, {'deputy' if holder.deputy else 'holder'} from {_day(holder.from_on)}"
    Holder.objects.filter(pk=holder.pk).update(until_on=last_on)
    changed(post.agency, by, at, "holder", post.pk, post.title, before=before, after=f"{name} until {_day(last_on)}")
    holder.refresh_from_db()
    return holder


def who_holds(posts: Iterable[Post], today: date) -> dict[Post, list[Holder]]:
    """Holders and deputies of many posts, now or to come: holders first. One query."""
    by_key = {post.pk: post for post in posts}
    still = Q(until_on__isnull=True) | Q(until_on__gte=today)
    rows = Holder.objects.filter(still, post__in=by_key).select_related("person").order_by("deputy", "from_on")
    held: dict[Post, list[Holder]] = {post: [] for post in by_key.values()}
    for row in rows:
        held[by_key[row.post_id]].append(row)
    return held


def is_held(post: Post, today: date) -> bool:
    return current(Holder.objects.filter(post=post), today).exists()


def _says(values: Mapping[str, str | bool], names: Iterable[str]) -> str:
    return ", ".join(f"{WORDS[name]}: {_value(values[name])}" for name in names)


def _value(value: str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "none"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
