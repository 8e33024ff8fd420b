"""The demonstration whose clock a journey moves, and the people who walk through it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.served import served
from tests.journeys.visitor import Town, Visitor

SEEDED_AT = "2025-08-15T09:00"  # before the first journey: what the demonstration tells lies before it


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A demonstration in a folder of its own."""
    with served(tmp_path_factory.mktemp("town"), SEEDED_AT) as town:
        yield town


@pytest.fixture
def visitor(town: Town, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """A browser for one person: `visitor()`, or `visitor(width=320, scripts=False)`. Each has its own cookies."""
    contexts = []

    def one(width: int = 1100, scripts: bool = True, looks_closely: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=town.where
        )
        context.set_default_timeout(8_000)
        contexts.append(context)
        return Visitor(context.new_page(), town, looks_closely=looks_closely and scripts)

    yield one
    for context in contexts:
        context.close()
