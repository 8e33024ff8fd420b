"""How far ahead is known: the bank holidays that days are counted by, the rotas, and the policies themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from wayforward.core.working_time.london import moment
from wayforward.directory import adoptions, rotas
from wayforward.directory.models import Post
from wayforward.directory.seating import on
from wayforward.jobs.auditing import texts
from wayforward.jobs.health.light import Colour, Light
from wayforward.policies import shelf

FAR, NEAR = timedelta(days=400), timedelta(days=120)  # a limit of months, and a year of reviews, must be countable


def lights(at: datetime) -> Iterator[Light]:
    kept = texts.kept()
    yield _texts(kept)
    yield _calendar(at, kept)
    yield _rotas(at)


def _texts(kept: tuple[texts.Kept, ...]) -> Light:
    wrong = [text for text in kept if text.wrong]
    says = " ".join(f"The text of “{text.name}” {text.wrong}." for text in wrong)
    return Light(
        key="policies", title="Policies of open escalations", colour=Colour.RED if wrong else Colour.GREEN,
        says=says or "Each can be read, and is the text that was put in force.",
        means="Nothing can be done in an escalation whose policy cannot be read, and its deadlines do not fall due.",
        do="Restore the text from a backup. Ring whoever has something due there.",
    )  # fmt: skip


def _calendar(at: datetime, kept: tuple[texts.Kept, ...]) -> Light:
    nations = {text.policy.nation for text in kept if text.policy is not None} or {"england"}
    until = min(shelf.calendar(nation).last for nation in nations)
    left = until - on(at)
    colour = Colour.RED if left < NEAR else Colour.AMBER if left < FAR else Colour.GREEN
    return Light(
        key="calendar", title="Bank holidays", colour=colour, says=f"They are known until {_day(until)}.",
        means="A date past the last known day cannot be counted: what it belongs to is refused.",
        do="Install a newer version of Wayforward, or add the years: see docs/how-to/add-bank-holidays.md.",
    )  # fmt: skip


def _rotas(at: datetime) -> Light:
    """Posts that must have somebody on at every hour, in partnerships that have a policy in force."""
    here = adoptions.partnerships(at).values("pk")
    posts = Post.objects.filter(rota=True, agency__partnership__in=here).select_related("agency")
    gaps = []
    for post, shifts in rotas.coming(posts, at).items():
        gap = rotas.longest_gap(rotas.look_ahead(shifts, at))
        if gap is not None:
            gaps.append((gap.starts_at, post, gap.hours))
    gaps.sort(key=lambda found: (found[0], str(found[1])))
    says = "Somebody is on for every post that needs it, for 8 weeks." if len(posts) else "No post has a rota."
    if gaps:
        first, post, hours = gaps[0]
        says = f"{len(gaps):,} have a gap in the next 8 weeks. The first: {post}, {hours} hours from {moment(first)}."
    return Light(
        key="rotas", title="Rotas", colour=Colour.AMBER if gaps else Colour.GREEN, says=says,
        means="At an hour with nobody on, whoever rings reaches nobody, and a message goes to the mailbox.",
        do="Ask the agency's keeper to fill the rota. The readiness board of the directory lists each gap.",
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
