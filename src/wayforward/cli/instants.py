"""Instants as a person writes them and reads them on the command line: ISO 8601, on London's clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

from wayforward.cli.wrong import Wrong
from wayforward.core.working_time.london import LONDON


def now() -> datetime:
    """The only place where a command reads the clock."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The day in London, which is not always that of UTC."""
    return now().astimezone(LONDON).date()


def read(text: str, option: str) -> datetime:
    """An instant. Without an offset it is London's wall time; of an hour that comes twice, the first."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{option} {text}: this is not an instant. Write it as 2025-08-23T10:00.") from None
    if len(text) <= len("2025-08-23"):
        raise Wrong(f"{option} {text}: the hour is missing. Write it as {at:%Y-%m-%d}T10:00.")
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    utc = at.replace(tzinfo=LONDON).astimezone(UTC)
    if utc.astimezone(LONDON).replace(tzinfo=None) != at:
        raise Wrong(
            f"{option} {text}: London's clocks go forward past this hour, so it does not come."
            f" Write an hour later, or an offset such as {text}+00:00."
        )
    return utc


def written(at: datetime) -> str:
    """ "2025-08-29T23:59:59+01:00": London's wall time with its offset."""
    return at.astimezone(LONDON).isoformat()
