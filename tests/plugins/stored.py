"""On a second database, leaves out the tests that never touch it: they would say again what they said on the first."""

import os

import pytest

STORES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With WAYFORWARD_TESTS=stored keep only what reads or writes the tests' own database, or says which it is."""
    if os.environ.get("WAYFORWARD_TESTS") == "stored":
        config.hook.pytest_deselected(items=[item for item in items if not _touches_the_database(item)])
        items[:] = [item for item in items if _touches_the_database(item)]


def _touches_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & STORES) or item.get_closest_marker("django_db") is not None or "project" in item.path.parts
