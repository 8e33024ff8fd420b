"""Each thing that can be wrong with the service turns its own light, and no other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from tests.cast import MONDAY, Cast
from wayforward.directory.models import Adoption, Agency, Partnership, Post, Shift
from wayforward.escalations.models import Escalation
from wayforward.jobs import auditing, beating, health
from wayforward.jobs.gate import Reading
from wayforward.jobs.health import Colour
from wayforward.jobs.health.light import ago
from wayforward.jobs.health.storage import GB
from wayforward.jobs.models import Beat, Trouble
from wayforward.jobs.unconfirmed import UNCONFIRMED
from wayforward.notices.models import Delivery, Notice

pytestmark = pytest.mark.django_db
NOW = MONDAY.astimezone(UTC)
READING = Reading(NOW, NOW, "boot", timedelta(hours=5), timedelta(0))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Well(NamedTuple):
    """A service in which nothing is wrong, and the file that its backup touches."""

    cast: Cast
    stamp: Path


@pytest.fixture
def well(cast: Cast, tmp_path: Path) -> Well:
    stamp = tmp_path / "backup"
    stamp.touch()
    os.utime(stamp, (NOW.timestamp(), NOW.timestamp()))
    Agency.objects.update(last_resort="01632 960003")
    row = cast.raised(NOW - timedelta(hours=1))
    Notice.objects.filter(escalation_id=row.pk, blocked="").update(handed_over_at=NOW - timedelta(minutes=59))
    beating.beat("here:1", beating.CLOCK, READING)
    beating.beat("here:2", beating.AUDITOR, READING, every=5 * MINUTE)
    return Well(cast, stamp)


def colours(well: Well, reading: Reading = READING, **changed: object) -> dict[str, Colour]:
    found = {"WAYFORWARD_BACKUP_STAMP": well.stamp, "WAYFORWARD_DEMO": False, "DEFAULT_FROM_EMAIL": "a@example.org"}
    with override_settings(**{**found, **changed}):
        return {light.key: light.colour for light in health.look(reading).lights}


def turned(well: Well, reading: Reading = READING, **changed: object) -> dict[str, Colour]:
    return {key: colour for key, colour in colours(well, reading, **changed).items() if colour}


def test_where_nothing_is_wrong_every_light_is_green(well: Well) -> None:
    assert turned(well) == {}
    assert len(colours(well)) == 16


# --- faults that lie in what is stored ---------------------------------------------------------------------------


def _clock_silent(well: Well) -> None:
    Beat.objects.filter(kind="clock").update(at=NOW - MINUTE)


def _clock_stopped(well: Well) -> None:
    beating.stopped("here:1", NOW)


def _clock_gone(well: Well) -> None:
    Beat.objects.filter(kind="clock").delete()


def _held(well: Well) -> None:
    Beat.objects.filter(kind="clock").update(held="The machine's time was set back by 3,600 seconds.")


def _auditor_silent(well: Well) -> None:
    Beat.objects.filter(kind="auditor").update(at=NOW - 11 * MINUTE)


def _auditor_held(well: Well) -> None:
    Beat.objects.filter(kind="auditor").update(held="The machine's time was set back by 3,600 seconds.")


def _nobody_holds(well: Well) -> None:
    _stands("nobody-holds")


def _stands(what: str) -> None:
    Trouble.objects.create(what=what, row="x", says="x", since_at=NOW, seen_at=NOW)


def _waiting(minutes: int) -> Callable[[Well], None]:
    def plant(well: Well) -> None:
        waiting = Notice.objects.filter(blocked="").order_by("pk")[:1].values("pk")
        Notice.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(
            handed_over_at=None, owed_at=NOW - minutes * MINUTE, next_at=None
        )

    return plant


def _came_back(well: Well) -> None:
    notice = Notice.objects.filter(blocked="").order_by("pk")[0]
    Delivery.objects.create(
        notice=notice, channel="email", address="a@example.org", message_id=f"<{uuid4()}@example.org>",
        queued_at=NOW - MINUTE, failed_at=NOW,
    )  # fmt: skip


def _text_lost(well: Well) -> None:
    lost = Adoption.objects.create(
        partnership=_elsewhere(), policy="lost", digest="0" * 64, sources={}, in_force_at=NOW - DAY,
        decided_by="Board", decision="Adopted.",
    )  # fmt: skip
    Escalation.objects.update(adoption=lost)


def _elsewhere() -> Partnership:
    return Partnership.objects.create(key="elsewhere", name="Elsewhere", area="Elsewhere")


def _rota_gap(well: Well) -> None:
    """Somebody is on for every week of the eight but one."""
    post = Post.objects.filter(agency__partnership=well.cast.partnership).order_by("pk")[0]
    Post.objects.filter(pk=post.pk).update(rota=True)
    monday = NOW - timedelta(days=NOW.weekday())
    Shift.objects.bulk_create(
        Shift(post=post, person=well.cast.lead, starts_at=monday + n * 7 * DAY, ends_at=monday + (n + 1) * 7 * DAY)
        for n in range(9)
        if n != 4
    )


def _backup_old(days: int) -> Callable[[Well], None]:
    def plant(well: Well) -> None:
        made_at = (NOW - days * DAY).timestamp()
        os.utime(well.stamp, (made_at, made_at))

    return plant


def _backup_gone(well: Well) -> None:
    well.stamp.unlink()


STORED: list[tuple[Callable[[Well], None], str, Colour]] = [
    (_clock_silent, "clock", Colour.RED),
    (_clock_stopped, "clock", Colour.RED),
    (_clock_gone, "clock", Colour.RED),
    (_held, "held", Colour.RED),
    (_auditor_silent, "auditor", Colour.RED),
    (_auditor_held, "auditor", Colour.RED),
    (lambda _: _stands("could-not-tick"), "troubles", Colour.RED),
    (_nobody_holds, "unowned", Colour.AMBER),
    (lambda _: _stands(UNCONFIRMED), "unowned", Colour.AMBER),
    (_waiting(7), "unsent", Colour.AMBER),
    (_waiting(16), "unsent", Colour.RED),
    (_came_back, "sent", Colour.AMBER),
    (_text_lost, "policies", Colour.RED),
    (_rota_gap, "rotas", Colour.AMBER),
    (_backup_old(2), "backup", Colour.AMBER),
    (_backup_old(4), "backup", Colour.RED),
    (_backup_gone, "backup", Colour.RED),
]


@pytest.mark.parametrize(("plant", "key", "colour"), STORED)
def test_a_fault_turns_its_own_light_alone(well: Well, plant: Callable[[Well], None], key: str, colour: Colour) -> None:
    plant(well)
    assert turned(well) == {key: colour}


def test_what_only_an_office_can_mend_is_counted_in_words_and_never_denied_by_the_light_of_troubles(well: Well) -> None:
    _nobody_holds(well)
    with override_settings(WAYFORWARD_BACKUP_STAMP=well.stamp):
        says = {light.key: light.says for light in health.look(READING).lights}
    assert says["unowned"] == "1 post that nobody holds."
    assert says["troubles"] == "None stands that you could mend."


# --- faults that lie elsewhere -----------------------------------------------------------------------------------


def test_times_that_disagree_turn_their_own_light(well: Well) -> None:
    assert turned(well, replace(READING, apart=timedelta(seconds=3))) == {"times": Colour.RED}
    assert turned(well, replace(READING, apart=timedelta(seconds=2))) == {}


def test_bank_holidays_that_end_soon_turn_their_own_light(well: Well) -> None:
    for year, colour in ((2039, None), (2040, Colour.AMBER)):
        later = datetime(year, 6, 1, 12, tzinfo=UTC)
        Escalation.objects.update(state="withdrawn")
        Notice.objects.update(handed_over_at=NOW)
        assert turned(well, replace(READING, at=later)).get("calendar") == colour
    assert turned(well, replace(READING, at=datetime(2040, 11, 1, tzinfo=UTC)))["calendar"] is Colour.RED


def test_a_backup_that_nobody_told_of_is_amber(well: Well) -> None:
    assert turned(well, WAYFORWARD_BACKUP_STAMP=None) == {"backup": Colour.AMBER}


def test_mail_from_nowhere_turns_the_light_of_the_channel(well: Well) -> None:
    assert turned(well, DEFAULT_FROM_EMAIL="wayforward@localhost") == {"channel": Colour.RED}
    assert turned(well, DEFAULT_FROM_EMAIL="wayforward@localhost", WAYFORWARD_CHANNEL="notify") == {}


class Room(NamedTuple):
    total: int
    free: int


@pytest.mark.parametrize(
    ("free", "total", "colour"),
    [
        (GB // 4, GB, Colour.RED),
        (GB, 100 * GB, Colour.RED),
        (GB, 5 * GB, Colour.AMBER),
        (5 * GB, 100 * GB, Colour.AMBER),
        (5 * GB, 20 * GB, None),
        (30 * GB, 9_000 * GB, None),
    ],
)
def test_a_disk_that_fills_turns_its_own_light(
    well: Well, monkeypatch: pytest.MonkeyPatch, free: int, total: int, colour: Colour | None
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Room(total, free))
    assert turned(well).get("disk") == colour


def test_a_sealing_key_that_went_away_turns_its_own_light(well: Well) -> None:
    """Though this process read it a moment ago."""
    key = Path(settings.WAYFORWARD_SEALING_KEY_FILE)
    aside = key.with_suffix(".aside")
    key.rename(aside)
    try:
        assert turned(well) == {"key": Colour.RED}
        key.write_text("0" * 64, "ascii")
        assert turned(well) == {"key": Colour.RED}
    finally:
        aside.replace(key)
    assert turned(well) == {}


def test_without_the_database_only_what_needs_none_is_told(well: Well) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_trouble RENAME TO jobs_trouble_away")
    found = health.look(READING)
    assert {light.key for light in found.lights} == {"database", "disk", "backup"}
    assert found.light("database").colour is Colour.RED
    assert not found.clean


# --- what it adds up to ------------------------------------------------------------------------------------------


def test_all_is_clean_only_without_a_red_light_and_a_trouble_of_the_service(well: Well) -> None:
    with override_settings(WAYFORWARD_BACKUP_STAMP=None):
        assert health.look(READING).clean  # amber is for this week
        _stands("nobody-holds")
        assert health.look(READING).clean  # a partnership's to mend: its office is told on its own pages
        _stands("overslept")
        assert not health.look(READING).clean


def test_every_light_says_what_it_means_and_what_to_do_and_the_guide_has_it(well: Well) -> None:
    guide = (Path(__file__).parents[2] / "docs/how-to/when-something-is-wrong.md").read_text("utf-8")
    for light in health.look(READING).lights:
        assert light.says.endswith((".", "?"))
        assert light.means
        assert light.do
        assert f"**{light.title}**" in guide
    for what in auditing.What:
        assert f"`{what.value}`" in guide


@pytest.mark.parametrize(
    ("gap", "says"),
    [(0, "0 seconds ago"), (1, "1 second ago"), (59, "59 seconds ago"), (60, "1 minute ago"), (119, "1 minute ago"),
     (7_200, "2 hours ago"), (172_800, "2 days ago"), (86_400, "24 hours ago"), (-5, "0 seconds ago")],
)  # fmt: skip
def test_a_while_ago_is_told_in_the_largest_unit_that_fits(gap: int, says: str) -> None:
    assert ago(timedelta(seconds=gap)) == says
