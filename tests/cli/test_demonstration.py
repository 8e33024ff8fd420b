"""The demonstration: what it shows, that it is invented, and that it is the same each time."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from wayforward.cli.demonstration import directory, seeding, written
from wayforward.core.escalation import Escalation as State
from wayforward.core.people import SIDES
from wayforward.desk import officers
from wayforward.desk.checking import Checked, checked
from wayforward.desk.models import Version
from wayforward.directory.models import Adoption, Agency, Holder, Partnership, Person, Post, Work
from wayforward.directory.seating import on
from wayforward.escalations import rebuild, sealing
from wayforward.escalations.models import Duty, Entry, Escalation, Talk
from wayforward.notices.models import Delivery, Notice
from wayforward.policies import shelf

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 16, 55, tzinfo=UTC)
DRAMA = re.compile(r"^(01632 960\d{3}|020 7946 0\d{3}|07700 900\d{3}|999)$")  # Ofcom's numbers for drama


class World:
    """The demonstration, seeded once for all of this file's tests, which only look."""

    def __init__(self) -> None:
        self.states: dict[str, list[State]] = {}


@pytest.fixture(scope="module", autouse=True)
def sealing_key() -> None:
    key = Path(settings.WAYFORWARD_SEALING_KEY_FILE)
    if not key.exists():
        sealing.write_master_key(key)


@pytest.fixture(scope="module")
def world(sealing_key: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made, everybody = World(), dict[str, Person]()
        for policy in written.ORDER:
            made.states[policy] = seeding.partnership(policy, everybody, AT)
        yield made
        transaction.set_rollback(True)


def test_every_shipped_policy_has_a_partnership_in_the_demonstration(world: World) -> None:
    assert set(written.ORDER) == set(shelf.names())
    assert {p.key for p in Partnership.objects.filter(demonstration=True)} == set(written.ORDER)
    for adoption in Adoption.objects.all():
        assert adoption.digest == shelf.digest(adoption.policy)
        assert shelf.load_text(adoption.sources).digest == adoption.digest
        assert adoption.decision
        assert adoption.decided_by


def test_the_draft_protocol_is_in_force_by_a_decision_that_says_that_it_is_a_draft(world: World) -> None:
    draft = Adoption.objects.get(policy="barnet-multi-agency")
    assert shelf.load("barnet-multi-agency").document.status == "draft"
    assert "draft" in draft.decision


@pytest.mark.parametrize("policy", written.ORDER)
def test_every_stage_of_every_policy_is_visited(world: World, policy: str) -> None:
    visited = {visit.stage for state in world.states[policy] for visit in state.visits}
    assert visited == {stage.id for stage in shelf.load(policy).stages}


@pytest.mark.parametrize("policy", written.ORDER)
def test_every_ending_of_every_policy_occurs(world: World, policy: str) -> None:
    model = shelf.load(policy)
    ends = Counter(state.state for state in world.states[policy])
    decides = any(stage.decision and stage.decision.power == "decides" for stage in model.stages)
    assert {"open", "resolved", *(ending.id for ending in model.endings)} <= set(ends)
    assert ("decided" in ends) == decides


def test_the_stories_show_everything_that_can_happen(world: World) -> None:
    happened = {name for states in world.states.values() for state in states for name in state.happened}
    assert {"no reply at stage-1", "reopened", "panel convened", "not decided"} <= happened
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"responded", "protective-deadline-set", "resolution-answered", "deadline-passed", "duty-timed"} <= kinds
    everything = [state for states in world.states.values() for state in states]
    assert any(state.proposal for state in everything)
    assert any(state.protective_at and state.protective_at > AT for state in everything)
    subjects = {kind for state in everything for kind in state.facts["subject"]}
    assert subjects == {"child", "young-person", "unborn", "adult", "none"}


def test_the_stories_show_what_people_say_and_ask_beside_the_stages(world: World) -> None:
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {
        "position-stated", "urgent-action-recorded", "time-offered", "more-time-asked", "chased", "conflict-declared",
        "referred-on",
    } <= kinds  # fmt: skip
    everything = [state for states in world.states.values() for state in states]
    assert any(state.offer and state.offer.accepted is None for state in everything)
    assert any(state.asked_time and state.asked_time.agreed is None for state in everything)
    assert any(len(state.facts["subject"]) > 1 for state in everything)


@pytest.mark.parametrize("policy", written.ORDER)
def test_every_partnership_has_officers_and_a_draft_with_a_finding_or_two_to_look_at(world: World, policy: str) -> None:
    draft = Version.objects.get(partnership__key=policy)
    found = checked(draft.texts, on(AT))
    assert isinstance(found, Checked)
    assert 1 <= len(found.in_the_way) <= 3
    assert any(finding.accepted for finding in found.findings)
    assert found.failed == ()
    assert draft.digest != Adoption.objects.get(policy=policy).digest
    assert any(chair.person for chair in officers.chairs(draft.partnership, AT))


def test_an_agency_without_an_officer_and_one_that_does_not_sign_are_shown(world: World) -> None:
    chairs = [chair for place in Partnership.objects.all() for chair in officers.chairs(place, AT)]
    assert any(chair.missing for chair in chairs)
    assert any(chair.excused for chair in chairs)


def test_people_talk_inside_their_own_agency(world: World) -> None:
    assert set(Talk.objects.values_list("kind", flat=True)) == {"consult", "informal"}
    assert all(talk.asked is None or talk.asked.agency == talk.agency for talk in Talk.objects.all())
    assert not Talk.objects.filter(last_at__gt=AT).exists()


def test_some_of_what_is_open_is_late_and_some_has_time_left(world: World) -> None:
    limits = Duty.objects.filter(escalation__state="open", done_at=None, lapsed_at=None, duty__endswith="-limit")
    assert limits.filter(due_at__lt=AT).exists()
    assert limits.filter(due_at__gt=AT).exists()


def test_some_45_escalations_lie_in_the_18_months_before(world: World) -> None:
    assert Escalation.objects.count() == sum(len(states) for states in world.states.values()) >= 45
    raised = list(Escalation.objects.values_list("raised_at", flat=True))
    assert AT - timedelta(days=550) < min(raised)
    assert max(raised) > AT - timedelta(days=5)
    assert not Entry.objects.filter(recorded_at__gt=AT).exists()


def test_the_history_of_every_story_runs_forwards(world: World) -> None:
    for row in Escalation.objects.all():
        instants = list(Entry.objects.filter(escalation=row).order_by("seq").values_list("recorded_at", flat=True))
        assert instants == sorted(instants)


def test_the_summary_of_the_demonstration_is_what_its_history_adds_up_to(world: World) -> None:
    assert [ref for ref, wrong in rebuild.rebuild_each() if wrong] == []


# --- the directory ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", written.ORDER)
def test_every_post_of_the_policy_stands_at_the_agencies_where_the_policy_puts_it(world: World, policy: str) -> None:
    agencies = Agency.objects.filter(partnership__key=policy)
    bare = {agency["key"] for agency in written.world(policy)["agencies"] if agency.get("bare")}
    for post in shelf.load(policy).posts:
        where = {agency.key for agency in agencies if _belongs(post.of, agency) and agency.key not in bare}
        found = Post.objects.filter(agency__partnership__key=policy, key=post.id)
        assert where <= {each.agency.key for each in found}, post.id
        assert found.exists() or post.of == "outside", post.id


def _belongs(of: str, agency: Agency) -> bool:
    if of in SIDES:
        return not agency.office
    return agency.office if of == "partnership" else agency.kind == of


@pytest.mark.parametrize("policy", written.ORDER)
def test_every_kind_of_agency_is_there_and_each_has_a_front_door(world: World, policy: str) -> None:
    agencies = list(Agency.objects.filter(partnership__key=policy))
    assert {agency.id for agency in shelf.load(policy).agencies} <= {agency.kind for agency in agencies}
    assert [agency.key for agency in agencies if agency.office] == ["office"]
    kinds = Counter(agency.kind for agency in agencies)
    assert kinds["schools"] == kinds["health"] == 2
    for agency in agencies:
        doors = agency.posts.filter(receives=True).count()
        assert doors == (0 if agency.key == "family" else 1), agency.key


@pytest.mark.parametrize("policy", written.ORDER)
def test_the_written_world_names_only_posts_that_the_policy_has(policy: str) -> None:
    assert list(directory.unknown_posts(shelf.load(policy), written.world(policy))) == []


def test_most_posts_are_held_many_have_a_deputy_and_a_few_are_vacant(world: World) -> None:
    posts = Post.objects.count()
    held = set(Holder.objects.filter(deputy=False).values_list("post", flat=True))
    deputised = set(Holder.objects.filter(deputy=True).values_list("post", flat=True))
    assert posts * 0.85 < len(held) < posts
    assert posts * 0.4 < len(deputised) < len(held)
    assert not Holder.objects.filter(from_on__gt=date(2025, 1, 1)).exists()


def test_a_head_who_is_the_safeguarding_lead_holds_both_posts(world: World) -> None:
    school = Agency.objects.get(partnership__key="barnet-children", key="schools:saltmarsh")
    held = Holder.objects.filter(post__agency=school, deputy=False, post__key__in=["head-teacher", "raising-lead"])
    assert held.count() == 2
    assert len({holder.person_id for holder in held}) == 1


def test_somebody_works_in_two_partnerships(world: World) -> None:
    places = {(w.person_id, w.agency.partnership_id) for w in Work.objects.select_related("agency")}
    assert max(Counter(person for person, _ in places).values()) > 1


def test_nobody_can_be_rung_or_written_to(world: World) -> None:
    phones = [number for pair in Post.objects.values_list("phone", "second_phone") for number in pair]
    numbers = [n for n in (*phones, *Agency.objects.values_list("last_resort", flat=True)) if n]
    assert len(numbers) > 300
    assert [number for number in numbers if not DRAMA.match(number)] == []
    addresses = [*Post.objects.values_list("email", flat=True), *Person.objects.values_list("email", flat=True)]
    assert [address for address in addresses if address and not address.endswith("@example.org")] == []


def test_nobody_in_it_has_a_password(world: World) -> None:
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_messages_of_the_past_are_not_waiting_to_be_sent(world: World) -> None:
    assert not Notice.objects.filter(next_at__isnull=False).exists()
    assert not Delivery.objects.filter(next_at__isnull=False).exists()
    assert not Notice.objects.filter(blocked="", handed_over_at=None, failed_at=None).exists()
    assert Notice.objects.exclude(blocked="").exists()  # what has no address still says so


def test_one_message_came_back_and_the_deputy_has_it_and_a_school_can_only_be_rung(world: World) -> None:
    back = Delivery.objects.filter(failed_at__isnull=False, notice__handed_over_at__isnull=False)
    assert all(one.notice.deliveries.filter(failed_at=None).exists() for one in back)
    assert back.exists()
    assert Notice.objects.filter(failed_because="refused").count() == 1
    assert Notice.objects.filter(acknowledged_at__isnull=False).exists()
    assert Notice.objects.filter(kind="undelivered", handed_over_at__isnull=False).exists()


def test_the_people_who_are_shown_to_whoever_starts_it_are_there(world: World) -> None:
    told = seeding.seeded(AT)
    assert told.escalations == Escalation.objects.count()
    assert len(told.shown) == len(written.ORDER)
    assert all(3 <= len(people) <= 5 for people in told.shown.values())
