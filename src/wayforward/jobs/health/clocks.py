"""Whether the clock and the auditor run, whether they may act, and what they have found."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from wayforward.jobs import beating
from wayforward.jobs.auditing import What, standing
from wayforward.jobs.gate import DATABASE_NEAR, Reading, seconds
from wayforward.jobs.health.light import Colour, Light, ago
from wayforward.jobs.unconfirmed import UNCONFIRMED

PARTNERSHIPS = (*(what.value for what in What if not what.operators), UNCONFIRMED)  # theirs to mend
SOME = 3  # troubles told one by one; the page lists the rest


def lights(reading: Reading) -> Iterator[Light]:
    yield _clock(reading)
    yield _held()
    yield _times(reading)
    yield _auditor(reading)
    yield _found()
    yield _for_the_offices()


def _clock(reading: Reading) -> Light:
    last, silent = beating.last(beating.CLOCK), beating.silent(reading.machine_at)
    if last is None:
        says, colour = "No clock has ever run here.", Colour.RED
    elif last.stopped_at is not None:
        says, colour = f"It was stopped {ago(reading.machine_at - last.at)}.", Colour.RED
    else:
        says = f"It last came round {ago(reading.machine_at - last.at)}."
        colour = Colour.GREEN if silent is None else Colour.RED
    return Light(
        key="clock", title="The clock", colour=colour, says=says,
        means="It records deadlines and sends messages. Without it pages are still right, and nobody is told.",
        do="Start it: wayforward serve runs one beside the pages, and wayforward clock runs one alone.",
    )  # fmt: skip


def _held() -> Light:
    last = beating.last(beating.CLOCK)
    held = last.held if last is not None else ""
    return Light(
        key="held", title="May the clock act", colour=Colour.RED if held else Colour.GREEN,
        says=held or "Nothing holds it.",
        means="A clock that doubts the time or has no sealing key does nothing: what expires by mistake stays so.",
        do="Set the machine's time right. If it is right, write: wayforward clock --the-time-is-right",
    )  # fmt: skip


def _times(reading: Reading) -> Light:
    apart = reading.apart
    wrong = apart is not None and abs(apart) > DATABASE_NEAR
    says = "The database keeps no time of its own." if apart is None else f"They are {seconds(apart)} apart."
    return Light(
        key="times", title="The machine's time and the database's", colour=Colour.RED if wrong else Colour.GREEN,
        says=says, means="Two machines that disagree about the time disagree about what is late.",
        do="Set both by a time server (NTP).",
    )  # fmt: skip


def _auditor(reading: Reading) -> Light:
    last, silent = beating.last(beating.AUDITOR), beating.silent(reading.machine_at, beating.AUDITOR)
    if last is None:
        says = "It has never run here."
    elif last.held:
        says = f"It is held. {last.held}"
    else:
        says = f"It last looked {ago(reading.machine_at - last.at)}."
    well = last is not None and silent is None and not last.held
    return Light(
        key="auditor", title="The auditor", colour=Colour.GREEN if well else Colour.RED, says=says,
        means="It looks for what the clock missed. While it is silent nobody looks.",
        do="Start it: wayforward serve runs one, and wayforward audit --every 5 runs one alone.",
    )  # fmt: skip


def _found() -> Light:
    """Those that whoever runs the service can mend."""
    rows = standing().exclude(what__in=PARTNERSHIPS).order_by("since_at", "pk")
    number = rows.count()
    some = " ".join(row.says for row in rows[:SOME]) + (" And more." if number > SOME else "")
    return Light(
        key="troubles", title="Troubles", colour=Colour.RED if number else Colour.GREEN,
        says=f"{number:,} stand. {some}" if number else "None stands that you could mend.",
        means="Something should have happened and did not, or could not be done.",
        do="Read each below and do what it says. It goes by itself once it is mended.",
    )  # fmt: skip


def _for_the_offices() -> Light:
    counts = dict(
        standing().filter(what__in=PARTNERSHIPS).values_list("what").annotate(rows=Count("pk")).order_by("what")
    )
    words = {
        What.NOBODY: ("post that nobody holds", "posts that nobody holds"),
        What.LAST_RESORT: ("agency without a last resort", "agencies without a last resort"),
        What.SILENT: ("escalation without a limit, and silent", "escalations without a limit, and silent"),
        UNCONFIRMED: ("contact that nobody has confirmed", "contacts that nobody has confirmed"),
    }
    told = [
        f"{counts[what]:,} {one if counts[what] == 1 else more}"
        for what, (one, more) in words.items()
        if what in counts
    ]
    return Light(
        key="unowned", title="What no office has seen to", colour=Colour.AMBER if told else Colour.GREEN,
        says=f"{', '.join(told)}." if told else "Every open escalation has somebody who answers.",
        means="Something is owed and nobody would answer for it. You cannot mend it; a partnership's office can.",
        do="Tell the partnership's office. Its readiness board says which posts.",
    )  # fmt: skip
