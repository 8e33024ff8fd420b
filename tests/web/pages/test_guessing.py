"""Guessing at a password is slow, tells nothing of who has an account, and shuts nobody out of theirs."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db.models import F
from django.test import Client

from tests.cast import Cast
from tests.web.visiting import read
from wayforward.directory.models import Person
from wayforward.web.guessing import ACCOUNT, BOTH, PLACE
from wayforward.web.models import SignInTried

PASSWORD = "a long enough pass phrase"
WAIT = "Too many sign-ins have failed. Wait 15 minutes, then try again."
NO_MATCH = "They do not match an account that can sign in."
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


class Counting(MD5PasswordHasher):
    """A hasher that says how often it was set to work."""

    worked = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.worked += 1
        return str(super().encode(password, salt))


@pytest.fixture(autouse=True)
def live(settings: LazySettings) -> None:
    """A service that asks for passwords."""
    settings.WAYFORWARD_DEMO = False


@pytest.fixture
def nurse(cast: Cast) -> Person:
    cast.raises.set_password(PASSWORD)
    cast.raises.save()
    return cast.raises


def tries(who: str, password: str = "wrong", where: str = HOME, **more: Any) -> Any:
    return Client().post("/sign-in", {"email": who, "password": password}, REMOTE_ADDR=where, secure=True, **more)


def in_a_while() -> None:
    SignInTried.objects.update(at=F("at") - timedelta(minutes=16))


def test_after_a_few_wrong_passwords_nobody_is_listened_to_for_a_while(nurse: Person) -> None:
    for _ in range(BOTH):
        assert NO_MATCH in read(tries(nurse.email))
    waits = tries(nurse.email, PASSWORD)
    assert waits.status_code == 429
    assert WAIT in read(waits)

    in_a_while()
    assert tries(nurse.email, PASSWORD).status_code == 302


def test_waiting_is_not_made_longer_by_trying_meanwhile(nurse: Person) -> None:
    for _ in range(BOTH + 5):
        tries(nurse.email)
    assert SignInTried.objects.count() == BOTH


def test_an_account_that_does_not_exist_is_answered_in_the_same_words(nurse: Person) -> None:
    for number in range(BOTH + 1):
        theirs, nobodys = tries(nurse.email), tries("nobody@example.org", where=ELSEWHERE)
        assert theirs.status_code == nobodys.status_code == (429 if number == BOTH else 200)
        assert read(theirs) == read(nobodys)


def test_an_account_that_does_not_exist_takes_the_same_work(nurse: Person, settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    nurse.set_password(PASSWORD)
    nurse.save()
    worked = []
    for who in (nurse.email, "nobody@example.org"):
        Counting.worked = 0
        tries(who)
        worked.append(Counting.worked)
    assert worked == [1, 1]


def test_strangers_who_guess_do_not_shut_somebody_out_of_a_place_they_are_known_at(nurse: Person) -> None:
    assert tries(nurse.email, PASSWORD).status_code == 302
    for number in range(ACCOUNT):
        tries(nurse.email, where=f"203.0.113.{number}")
    assert tries(nurse.email, PASSWORD, ELSEWHERE).status_code == 429
    assert tries(nurse.email, PASSWORD).status_code == 302


def test_one_place_does_not_guess_at_many_accounts(nurse: Person) -> None:
    for number in range(PLACE):
        tries(f"worker.{number}@example.org", where=ELSEWHERE)
    assert tries(nurse.email, PASSWORD, ELSEWHERE).status_code == 429
    assert tries(nurse.email, PASSWORD).status_code == 302


def test_behind_a_proxy_the_place_is_what_the_proxy_adds_and_not_what_a_browser_claims(
    nurse: Person, settings: LazySettings
) -> None:
    settings.WAYFORWARD_BEHIND_PROXY = True
    for number in range(BOTH):
        tries(nurse.email, headers={"X-Forwarded-For": f"10.0.0.{number}, {ELSEWHERE}"})
    assert tries(nurse.email, PASSWORD, headers={"X-Forwarded-For": f"10.9.9.9, {ELSEWHERE}"}).status_code == 429
    assert tries(nurse.email, PASSWORD, headers={"X-Forwarded-For": HOME}).status_code == 302


def test_capitals_make_no_second_account_to_guess_at(nurse: Person) -> None:
    for number in range(BOTH):
        tries(nurse.email.upper() if number % 2 else nurse.email)
    assert tries(nurse.email, PASSWORD).status_code == 429


def test_what_is_counted_names_neither_account_nor_place(nurse: Person) -> None:
    tries(nurse.email)
    kept = str(list(SignInTried.objects.values()))
    assert nurse.email not in kept
    assert HOME not in kept


def test_what_is_too_old_to_matter_is_forgotten(nurse: Person) -> None:
    tries(nurse.email)
    tries(nurse.email, PASSWORD)
    SignInTried.objects.update(at=F("at") - timedelta(days=31))
    tries("somebody@example.org")
    assert SignInTried.objects.count() == 1
