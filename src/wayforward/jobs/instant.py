"""The edge where pages and processes read the time; everything below it is told."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant. A demonstration may be told another one, to see what Friday at 16:55 looks like."""
    told: Path | None = settings.WAYFORWARD_DEMO_CLOCK
    if settings.WAYFORWARD_DEMO and told is not None and told.is_file():
        wall = datetime.fromisoformat(told.read_text("ascii").strip())
        return (wall if wall.tzinfo else wall.replace(tzinfo=LONDON)).astimezone(UTC)
    return datetime.now(UTC)


def by_the_machine() -> datetime:
    """This instant, whatever a demonstration is told: how long somebody is signed in is no part of the story."""
    return datetime.now(UTC)
