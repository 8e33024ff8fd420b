"""The demonstration on any day, and the same one each time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from wayforward.cli.demonstration import directory, folder, seeding, telling, timetable, written
from wayforward.cli.demonstration.names import Names
from wayforward.directory.models import Person, Post
from wayforward.escalations import sealing
from wayforward.escalations.models import Duty, Escalation
from wayforward.policies import shelf

AT = datetime(2026, 11, 23, 16, 55, tzinfo=UTC)
ENGLAND = shelf.calendar("england")


@pytest.fixture(autouse=True)
def sealing_key() -> None:
    key = Path(settings.WAYFORWARD_SEALING_KEY_FILE)
    if not key.exists():
        sealing.write_master_key(key)


def _told() -> list[list[object]]:
    """What somebody could tell two worlds apart by."""
    rows = Escalation.objects.values_list("ref", "state", "stage", "line", "due_at", "raiser_id", "seq")
    people = Person.objects.values_list("id", "name", "email")
    posts = Post.objects.values_list("id", "phone", "checked_on", "holders__person_id", "holders__deputy")
    duties = Duty.objects.values_list("escalation__ref", "key", "due_at", "done_at")
    return [sorted(table, key=str) for table in (rows, people, posts, duties)]


@pytest.mark.django_db
def test_the_same_instant_gives_the_same_world() -> None:
    worlds = []
    for _ in range(2):
        with transaction.atomic():
            seeding.partnership("barnsley", {}, AT)
            worlds.append(_told())
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]
    assert all(worlds[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 12, 25, 9, 0, tzinfo=UTC),  # a bank holiday
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # the night the clocks go forward, a Sunday
        datetime(2028, 2, 29, 0, 5, tzinfo=UTC),
    ],
)
def test_it_can_be_seeded_on_any_day(at: datetime) -> None:
    assert len(seeding.partnership("newham", {}, at)) == len(written.stories("newham"))


@pytest.mark.django_db
def test_a_story_that_the_policy_refuses_is_told_with_its_place() -> None:
    town = directory.found("barnsley", written.world("barnsley"), {}, AT)
    story = {
        "says": "Too early",
        "as": "teacher",
        "who": [{"kind": "child", "name": "Nell", "age": 8}],
        "do": [
            {"at": "9 10:00", "raise": {"agency": "schools:millrace", "about": ["family-services"]}},
            {"at": "8 10:00", "agree": True},
        ],
    }
    with pytest.raises(telling.Untold, match="barnsley, “Too early”, agree at 8 10:00 was refused: There is no resol"):
        telling.tell(town, [story], AT)


@pytest.mark.django_db
def test_a_step_that_lies_before_the_one_above_it_is_not_told() -> None:
    town = directory.found("barnsley", written.world("barnsley"), {}, AT)
    story = {
        "says": "Backwards",
        "as": "teacher",
        "do": [
            {"at": "8 10:00", "raise": {"agency": "schools:millrace", "about": ["family-services"]}},
            {"at": "9 10:00", "no-reply": "the social worker"},
        ],
        "who": [{"kind": "child"}],
    }
    with pytest.raises(telling.Untold, match="no-reply at 9 10:00: it lies before the step above it"):
        telling.tell(town, [story], AT)


# --- when ------------------------------------------------------------------------------------------------


@given(st.integers(1, 400), st.integers(0, 3000))
def test_a_step_is_so_many_working_days_before_and_never_on_a_day_off(number: int, later: int) -> None:
    at = datetime(2022, 1, 3, 9, 0, tzinfo=UTC) + timedelta(days=later)
    found = timetable.instant(f"{number} 10:05", at, ENGLAND).astimezone(timetable.LONDON)
    assert ENGLAND.is_working_day(found.date())
    assert (found.hour, found.minute) == (10, 5)
    assert ENGLAND.working_days_between(found.date(), at.date()) == number - (not ENGLAND.is_working_day(at.date()))


@pytest.mark.parametrize("policy", shelf.names())
def test_the_steps_of_every_story_follow_one_another_on_whatever_day_it_is_seeded(policy: str) -> None:
    for day in range(0, 400):
        at = datetime(2026, 11, 23, 0, 1, tzinfo=UTC) + timedelta(days=day)
        for story in written.stories(policy):
            times = [timetable.instant(str(step["at"]), at, ENGLAND) for step in story["do"]]
            assert times == sorted(times), f"{story['says']}, seeded on {at:%A %d %B %Y}"
            assert times[-1] < at


def test_a_date_ahead_of_a_step_counts_working_days_over_a_bank_holiday() -> None:
    step = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)
    assert timetable.ahead("+1 17:00", step, ENGLAND) == datetime(2026, 12, 29, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize("words", ["", "0 10:00", "tomorrow", "5", "5 fri 10:00", "+1 10:00"])
def test_words_that_are_no_time_of_a_story_are_told(words: str) -> None:
    with pytest.raises(ValueError, match="Write it as: 12 09:40"):
        timetable.instant(words, AT, ENGLAND)


@pytest.mark.parametrize("words", ["", "1 10:00", "+1"])
def test_words_that_are_no_time_ahead_are_told(words: str) -> None:
    with pytest.raises(ValueError, match=r"Write it as: \+2 17:00"):
        timetable.ahead(words, AT, ENGLAND)


# --- names -----------------------------------------------------------------------------------------------


def test_nobody_has_the_name_of_somebody_else_and_no_number_is_given_twice() -> None:
    names = Names(Random("names"), *written.names())
    assert len({names.person() for _ in range(500)}) == 500
    assert len({names.telephone("london") for _ in range(999)}) == 999
    with pytest.raises(ValueError, match="1,000 numbers"):
        names.telephone("london")


def test_two_people_written_in_two_partnerships_are_one_person_with_two_places(db: None) -> None:
    everybody: dict[str, Person] = {}
    for policy in ("barnet-children", "barnet-multi-agency"):
        directory.found(policy, written.world(policy), everybody, AT)
    manager = everybody["barnet-children/office/manager"]
    places = {work.agency.partnership.key for work in manager.work.select_related("agency__partnership")}
    assert places == {"barnet-children", "barnet-multi-agency"}
    assert all(work.from_on < date(2024, 6, 1) for work in manager.work.all())


# --- its folder ------------------------------------------------------------------------------------------


def test_a_finished_demonstration_of_this_version_is_kept(tmp_path: Path) -> None:
    assert folder.make(tmp_path / "data", afresh=False)
    folder.finished(tmp_path / "data", AT, stands_still=False)
    key = (tmp_path / "data" / "sealing.key").read_text()
    assert not folder.make(tmp_path / "data", afresh=False)
    assert (tmp_path / "data" / "sealing.key").read_text() == key
    assert folder.made_at(tmp_path / "data") == AT


@pytest.mark.parametrize("stamp", ["another version\n2020-01-01T00:00:00+00:00\n", "unfinished", ""])
def test_a_demonstration_of_another_version_or_half_made_is_thrown_away(tmp_path: Path, stamp: str) -> None:
    for name in ("wayforward.sqlite3", "wayforward.sqlite3-wal", "sealing.key", "clock"):
        (tmp_path / name).write_text("of another version")
    (tmp_path / "demonstration").write_text(stamp)
    assert folder.make(tmp_path, afresh=False)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demonstration", "sealing.key"]
    assert len(bytes.fromhex((tmp_path / "sealing.key").read_text())) == 32


def test_a_demonstration_is_thrown_away_when_somebody_asks_for_a_fresh_one(tmp_path: Path) -> None:
    folder.make(tmp_path, afresh=False)
    folder.finished(tmp_path, AT, stands_still=True)
    assert folder.make(tmp_path, afresh=True)
    assert not (tmp_path / "clock").exists()


def test_the_version_of_a_demonstration_covers_its_worlds_its_stories_and_how_they_are_told() -> None:
    texts = written.texts()
    for name in ("worlds/newham.yaml", "stories/newham.yaml", "names.yaml", "telling.py"):
        assert (written.HERE / name).read_text("utf-8") in texts
