"""What every test stands on: a fast password hash, repeatable chance, and Debian's own browser."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.test import override_settings

# A slow machine is not a fault of the product, and a red build can be repeated.
hypothesis.settings.register_profile("here", deadline=None, print_blob=True)
hypothesis.settings.register_profile("build", deadline=None, print_blob=True, derandomize=True, database=None)
hypothesis.settings.load_profile("build" if os.environ.get("CI") else "here")


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Sign-in is tested hundreds of times; the strength of the hash is Django's to test."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        yield
        return
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's Chromium: nothing is downloaded, and it speaks only to the page under test."""
    flags = [
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium has no sandbox of its own to offer root
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": flags}
