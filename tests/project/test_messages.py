"""Messages leave by a way that can work, and their links lead where people can follow them safely."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from wayforward.project.messages import public_address, refuse_half_a_channel

KEY = "live-" + "a" * 73


def test_links_begin_with_the_address_that_was_given_and_else_with_the_first_host() -> None:
    assert public_address("https://wayforward.example/", [], demo=False) == "https://wayforward.example"
    assert public_address("", ["*", ".wayforward.example"], demo=False) == "https://wayforward.example"
    assert public_address("http://127.0.0.1:8010", [], demo=True) == "http://127.0.0.1:8010"
    assert public_address("", [], demo=False) == ""


@pytest.mark.parametrize(
    "address", ["http://wayforward.example", "wayforward.example", "https://", "javascript:alert(1)"]
)
def test_an_address_that_nobody_could_follow_safely_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Write the address of the pages"):
        public_address(address, [], demo=False)


@pytest.mark.parametrize(
    ("channel", "key", "template", "says"),
    [("pigeon", "", "", "Write email for a mail server"), ("notify", "", "t", "Write a live key"),
     ("notify", KEY, "", "Write the id of an email template")],
)  # fmt: skip
def test_half_a_channel_is_refused_with_what_to_write(channel: str, key: str, template: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        refuse_half_a_channel(channel, key, template)


def test_a_whole_channel_is_taken() -> None:
    refuse_half_a_channel("email", "", "")
    refuse_half_a_channel("notify", KEY, "template")
