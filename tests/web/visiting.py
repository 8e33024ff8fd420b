"""How the tests of pages come to a page: as somebody, at an instant, and what they read there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from wayforward.directory.models import Person
from wayforward.escalations.read import entries

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@contextmanager
def clock_at(at: datetime) -> Iterator[None]:
    """The website is told that it is `at`."""
    file = Path(settings.WAYFORWARD_DEMO_CLOCK)
    before = file.read_text("ascii") if file.exists() else ""
    file.write_text(at.isoformat(), "ascii")
    try:
        yield
    finally:
        if before:
            file.write_text(before, "ascii")
        else:
            file.unlink()


def visiting(person: Person | None) -> Client:
    """A browser in which somebody is signed in, or nobody."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def read(answer: Any) -> str:
    """The words of a page alone, as they are read out."""
    main = answer.content.decode().partition('id="main">')[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def evened(content: bytes) -> bytes:
    """A page without the token that differs each time it is drawn."""
    return CSRF.sub(b"", content)


def filled(answer: Any) -> dict[str, str]:
    """The hidden answers that a page sends on with its form."""
    html = answer.content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}


def kinds(row: Any) -> list[str]:
    return [item.kind for item in entries(row)]


def sent(browser: Any, address: str, **typed: str) -> Any:
    """Type it, and go on past the page that shows who will be told; gives the page that follows."""
    form = filled(browser.get(address))
    answer = browser.post(address, {**form, **typed})
    if answer.status_code == 200 and 'name="confirm"' in answer.content.decode():
        answer = browser.post(address, filled(answer))
    return browser.get(answer["Location"]) if answer.status_code == 302 else answer
