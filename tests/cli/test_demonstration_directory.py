"""The directory of the demonstration: kept by somebody, with the gaps that a real one has, and numbers of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.cast import at
from wayforward.cli.demonstration import directory, rotas, written
from wayforward.cli.demonstration.directory import Town
from wayforward.directory import readiness
from wayforward.directory.models import Agency, DirectoryChange, Post, ServiceArea, Shift, Work
from wayforward.directory.readiness import Fault

AT = at("2026-11-20 10:00")
DRAMA = re.compile(r"(020 7946 0|07700 900|01632 960)\d{3}|999|")  # ranges that Ofcom keeps for drama


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: Any, sealing_key: Path) -> Iterator[list[Town]]:
    """Every directory, without the stories. Written once for the module, and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        everybody: dict[str, Any] = {}
        found = [directory.found(policy, written.world(policy), everybody, AT) for policy in written.ORDER]
        for town in found:
            rotas.laid(town, AT)
        yield found
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def test_every_agency_is_kept_by_somebody_and_somebody_manages_in_many(towns: list[Town]) -> None:
    agencies = Agency.objects.exclude(workers=None)
    assert not agencies.exclude(workers__keeps=True).exists()
    assert agencies.filter(workers__manages=True).distinct().count() > 15
    assert not Work.objects.filter(manages=True, agency__office=True).exists()


def test_every_board_has_something_of_each_kind_to_show(towns: list[Town]) -> None:
    for town in towns:
        found = readiness.board(Agency.objects.filter(partnership=town.partnership), town.rules.policy, AT)
        shown = {fault for fault in Fault if found.count(fault)}
        assert shown >= {Fault.NOBODY, Fault.ONE_WAY, Fault.NO_LAST_RESORT, Fault.ROTA_GAP, Fault.UNCHECKED}, town
        assert found.ready


def test_somebody_is_on_now_and_one_week_ahead_has_nobody(towns: list[Town]) -> None:
    for town in towns:
        shifts = Shift.objects.filter(post__agency__partnership=town.partnership)
        assert shifts.filter(starts_at__lte=AT, ends_at__gt=AT).exists()
        assert not shifts.filter(starts_at__lte=at("2026-12-16"), ends_at__gt=at("2026-12-16")).exists()


def test_schools_say_whether_the_head_is_the_lead(towns: list[Town]) -> None:
    said = set(Agency.objects.filter(key__startswith="schools").values_list("head_is_lead", flat=True))
    assert said == {True, False}


def test_places_and_somebody_who_left_are_there(towns: list[Town]) -> None:
    assert {"Brookvale Hospital", "East of the borough"} <= set(ServiceArea.objects.values_list("name", flat=True))
    assert DirectoryChange.objects.filter(kind="person", after__startswith="Last day 17 November 2026").exists()


def test_no_number_of_any_kind_can_be_rung(towns: list[Town]) -> None:
    numbers = [
        *Post.objects.values_list("phone", flat=True), *Post.objects.values_list("second_phone", flat=True),
        *Agency.objects.values_list("last_resort", flat=True),
        *Agency.objects.values_list("governors_phone", flat=True), *ServiceArea.objects.values_list("phone", flat=True),
    ]  # fmt: skip
    assert [number for number in numbers if not DRAMA.fullmatch(number)] == []
