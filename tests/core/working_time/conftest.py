"""The calendars that the product ships."""

import pytest

from tests.core.working_time.by_hand import calendar
from wayforward.core.working_time import Calendar


@pytest.fixture(scope="session")
def england() -> Calendar:
    return calendar("england")
