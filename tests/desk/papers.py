"""Versions at every point of their life, for tests: written, accepted, sent, signed."""

from __future__ import annotations

from datetime import date, datetime

from tests.cast import MONDAY, Cast
from wayforward.desk import drafts, life, officers, signing
from wayforward.desk.checking import Checked, checked
from wayforward.desk.drafts import Texts
from wayforward.desk.models import Version
from wayforward.directory.models import Adoption, Agency, Person
from wayforward.directory.seating import on
from wayforward.policies import shelf
from wayforward.policies.checking.accepting import ACCEPTED, with_accepted

THURSDAY = date(2026, 12, 3)
TODAY = on(MONDAY)


def accepted(texts: dict[str, str], day: date = TODAY) -> dict[str, str]:
    """The same policy with every grave finding accepted."""
    found = checked(texts, day)
    assert isinstance(found, Checked), found
    for finding in found.in_the_way:
        texts = texts | {ACCEPTED: with_accepted(texts.get(ACCEPTED), finding, "A manager", day, "The board knows.")}
    return texts


def begun(cast: Cast, at: datetime = MONDAY, texts: dict[str, str] | None = None) -> Version:
    """A draft that can be sent, of the policy that is in force."""
    source = Texts(texts or accepted(shelf.texts(cast.adoption.policy)), "A test")
    version = drafts.begin(cast.partnership, cast.manager, at, source)
    assert isinstance(version, Version), version.says
    return version


def named(cast: Cast, at: datetime = MONDAY) -> dict[Agency, Person]:
    """Each agency that signs, with its lead as its officer."""
    found = {}
    for key, agency in cast.agencies.items():
        if not agency.office and agency.full_board:
            outcome = officers.name(agency, cast.leads[key], cast.manager, at)
            assert isinstance(outcome, officers.Officer), outcome.says
            found[agency] = cast.leads[key]
    return found


def sent(cast: Cast, at: datetime = MONDAY, version: Version | None = None) -> Version:
    version = version or begun(cast, at)
    outcome = life.send(version, cast.manager, at, version.digest)
    assert isinstance(outcome, Version), outcome.says
    return outcome


def signed(cast: Cast, at: datetime = MONDAY, version: Version | None = None) -> Version:
    """Signed by every agency, each by its officer, whom it gets here if it has none."""
    people = named(cast, at)
    version = sent(cast, at, version)
    for agency, person in people.items():
        outcome = signing.sign(version, agency, person, at, version.digest)
        assert isinstance(outcome, signing.Signature), outcome.says
    return Version.objects.get(pk=version.pk)


def in_force(cast: Cast, day: date = THURSDAY, at: datetime = MONDAY, version: Version | None = None) -> Version:
    """Signed by all, and its day set."""
    version = version or signed(cast, at)
    outcome = life.put_in_force(version, day, "Executive board", "Adopted.", cast.manager, at)
    assert isinstance(outcome, Adoption), outcome.says
    return Version.objects.get(pk=version.pk)
