"""The clock of the tests of pages: Monday 16 November 2026 at ten, unless a test moves it."""

from collections.abc import Iterator

import pytest

from tests.cast import MONDAY
from tests.web.visiting import clock_at


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock_at(MONDAY):
        yield
