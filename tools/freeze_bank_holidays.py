"""Write policies/bank-holidays.json, the bank holidays that deadlines are counted with.

    python tools/freeze_bank_holidays.py

The dates come from the `holidays` library, the names are those that GOV.UK uses. Run it again when a year is
added, or when a one-off bank holiday is proclaimed and the library knows of it. Read the difference first.
"""

import json
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

FIRST, LAST = date(2012, 1, 1), date(2040, 12, 31)
NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}
NAMES = {
    "New Year's Day": "New Year’s Day",
    "New Year Holiday": "2nd January",
    "Saint Patrick's Day": "St Patrick’s Day",
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Battle of the Boyne": "Battle of the Boyne (Orangemen’s Day)",
    "Summer Bank Holiday": "Summer bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Saint Andrew's Day": "St Andrew’s Day",
    "Diamond Jubilee of Elizabeth II": "Queen’s Diamond Jubilee",
    "Platinum Jubilee of Elizabeth II": "Platinum Jubilee bank holiday",
    "State Funeral of Queen Elizabeth II": "State Funeral of Queen Elizabeth II",
    "Coronation of Charles III": "Coronation of King Charles III",
    "Scotland's participation in the FIFA World Cup final": "World Cup bank holiday",
}
UNCHANGED = {"Good Friday", "Easter Monday", "Christmas Day", "Boxing Day"}
PATH = Path(__file__).parent.parent / "policies" / "bank-holidays.json"


def frozen() -> str:
    """The file's text: the same bytes for the same version of the library."""
    content = {
        "made-by": f"tools/freeze_bank_holidays.py with holidays {version('holidays')}",
        "note": "A holiday that falls on a Saturday or Sunday is left out; its substitute day is kept.",
        "first": FIRST.isoformat(),
        "last": LAST.isoformat(),
        "nations": {nation: days_of(subdivision) for nation, subdivision in NATIONS.items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def days_of(subdivision: str) -> dict[str, str]:
    years = range(FIRST.year, LAST.year + 1)
    known = holidays.country_holidays("GB", subdiv=subdivision, years=years, language="en_GB")
    return {day.isoformat(): name_of(known[day]) for day in sorted(known) if day.weekday() < 5}


def name_of(name: str) -> str:
    """The name that GOV.UK uses. Refuses one it has not met, so that a person looks at a new holiday."""
    parts = []
    for part in name.split("; "):
        plain = part.removesuffix(" (observed)")
        if plain not in NAMES and plain not in UNCHANGED:
            raise SystemExit(f"“{plain}” is new: add it to NAMES with the name that GOV.UK uses.")
        parts.append(NAMES.get(plain, plain) + (" (substitute day)" if plain != part else ""))
    return " and ".join(parts)


if __name__ == "__main__":
    PATH.write_text(frozen(), encoding="utf-8")
    print(f"Wrote {PATH.name}.")
