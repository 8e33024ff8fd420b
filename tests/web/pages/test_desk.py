"""The policy desk in its pages: a draft on its way to being in force, and what each person is told and may do."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import MONDAY, RAISING, Cast, at
from tests.desk import papers
from tests.web.visiting import clock_at, filled, read, visiting
from wayforward.desk import drafts, life, officers, signing
from wayforward.desk.drafts import Shipped
from wayforward.desk.life import Standing
from wayforward.desk.models import Officer, State, Version
from wayforward.directory import adoptions
from wayforward.directory.models import Agency, Holder, Person
from wayforward.policies import shelf
from wayforward.policies.sources import POLICY

DAY = {"day-day": "3", "day-month": "12", "day-year": "2026"}
DECISION = DAY | {"decided_by": "The executive board", "words": "Adopted at the meeting of 19 November."}


@pytest.fixture(autouse=True)
def the_hour() -> Any:
    with clock_at(MONDAY):
        yield


@pytest.fixture
def office(cast: Cast) -> Client:
    return visiting(cast.manager)


def page_of(version: Version, below: str = "") -> str:
    return f"/desk/{version.partnership.key}/{version.pk}{below}"


def latest(cast: Cast) -> Version:
    return Version.objects.filter(partnership=cast.partnership).order_by("-begun_at", "-saved_at")[0]


def words(browser: Client, address: str) -> str:
    return unescape(read(browser.get(address)))


def refusal(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(read(answer))


def test_from_the_policy_in_force_to_a_new_one_in_force_every_step_on_its_page(cast: Cast, office: Client) -> None:
    office.post("/desk/havering/new", {"source": "in-force"})
    version = latest(cast)
    assert "nobody has accepted" in words(office, page_of(version))

    while found := re.search(r'href="(/desk/havering/[^"]+/accept\?finding=[^"]+)"', high(office, version)):
        address = unescape(found[1])
        answer = office.post(address, {**filled(office.get(address)), "because": "The board knows."})
        assert answer.status_code == 302
    for key, agency in cast.agencies.items():
        if not agency.office:
            office.post(f"/desk/havering/officers/{agency.pk}", {"who": str(cast.leads[key].pk)})
    assert "Send it for signature" in words(office, page_of(version))
    office.post(page_of(version, "/send"), filled(office.get(page_of(version, "/send"))))
    assert "Out for signature" in words(office, page_of(version))

    for key, agency in cast.agencies.items():
        if not agency.office:
            officer = visiting(cast.leads[key])
            check = f"{page_of(version, '/sign')}?agency={agency.pk}"
            assert "What follows when you sign" in words(officer, check)
            assert officer.post(page_of(version, "/sign"), filled(officer.get(check))).status_code == 302
    assert "Every agency has signed" in words(office, page_of(version))

    check = office.post(page_of(version, "/in-force"), DECISION)
    assert "Thursday 3 December 2026" in refusal(check)
    office.post(page_of(version, "/in-force"), filled(check))
    version.refresh_from_db()
    assert life.standing(version, MONDAY) is Standing.DATED
    assert "Another version takes its place on Thursday 3 December 2026" in words(office, "/desk/havering")
    with clock_at(at("2026-12-03 00:00")):
        assert "Adopted at the meeting of 19 November." in words(visiting(None), "/policies/havering")
    with clock_at(at("2026-12-02 23:59")):
        assert "Adopted at the meeting" not in words(visiting(None), "/policies/havering")


def high(office: Client, version: Version) -> str:
    """The findings page as far as the grave ones."""
    html = office.get(page_of(version, "/check")).content.decode()
    return html.partition("High: somebody")[2].partition("<h2")[0]


def test_a_finding_is_accepted_with_a_reason_and_taken_back(cast: Cast, office: Client) -> None:
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, Shipped("havering"))
    assert isinstance(version, Version)
    found = re.search(r'href="(/desk/havering/[^"]+/accept\?finding=[^"]+)"', high(office, version))
    assert found
    address = unescape(found[1])
    form = filled(office.get(address))
    assert "Enter why it is accepted" in refusal(office.post(address, {**form, "because": ""}))
    office.post(address, {**form, "because": "The hospital answers at night."})
    shown = office.get(page_of(version, "/check"))
    assert f"Accepted by {cast.manager.name}" in unescape(read(shown))
    assert "The hospital answers at night." in unescape(read(shown))
    office.post(page_of(version, "/check"), filled(shown))
    assert "Accepted by" not in words(office, page_of(version, "/check"))


def test_a_reason_is_kept_when_somebody_else_saved_meanwhile(cast: Cast, office: Client) -> None:
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, Shipped("havering"))
    assert isinstance(version, Version)
    found = re.search(r'href="(/desk/havering/[^"]+/accept\?finding=[^"]+)"', high(office, version))
    assert found
    address = unescape(found[1])
    form = filled(office.get(address))
    drafts.save(version, version.texts | {POLICY: version.texts[POLICY] + "# More.\n"}, cast.raises, MONDAY, seen=0)
    answer = office.post(address, {**form, "because": "The hospital answers at night."})
    assert f"{cast.raises.name} has saved this draft since you opened it." in refusal(answer)
    assert "The hospital answers at night." in unescape(answer.content.decode())
    again = office.post(address, {**filled(answer), "because": "The hospital answers at night."})
    assert again.status_code == 302


def test_what_is_typed_and_not_sent_is_there_the_next_time(cast: Cast, office: Client) -> None:
    version = papers.signed(cast)
    office.post(page_of(version, "/in-force"), DECISION | {"day-day": ""})
    assert "Adopted at the meeting of 19 November." in office.get(page_of(version, "/in-force")).content.decode()
    other = visiting(cast.lead)
    assert other.get(page_of(version, "/in-force")).status_code == 404


def test_what_was_typed_before_the_session_ended_is_there_after_signing_in(cast: Cast, office: Client) -> None:
    version = papers.begun(cast)
    form = filled(office.get(page_of(version, "/give-up")))
    office.post("/sign-out")
    office.post(page_of(version, "/give-up"), {**form, "words": "The law changed last week."})
    version.refresh_from_db()
    assert version.state == State.DRAFT
    again = visiting(cast.manager).get(page_of(version, "/give-up"))
    assert "The law changed last week." in again.content.decode()


def test_an_officer_reads_every_version_and_changes_none(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    officer = visiting(cast.lead)
    for below in ("", "/check", "/sign"):
        assert officer.get(page_of(version, below)).status_code == 200
    for below in ("/send", "/in-force", "/give-up", "/accept?finding=x"):
        assert officer.get(page_of(version, below)).status_code == 404
        assert officer.post(page_of(version, below), {"confirm": "yes"}).status_code == 404
    assert officer.post(page_of(version, "/check"), {"finding": "x"}).status_code == 404
    for below in ("/new", f"/officers/{cast.agencies[RAISING].pk}"):
        assert officer.post(f"/desk/havering{below}", {"source": "blank"}).status_code == 404


def test_an_officer_who_stood_down_finds_no_desk(cast: Cast) -> None:
    papers.named(cast)
    officers.stand_down(cast.agencies[RAISING], cast.manager, MONDAY)
    browser = visiting(cast.lead)
    assert browser.get("/desk/havering").status_code == 404
    assert "Policy desk" not in browser.get("/my-work").content.decode()


def test_a_version_of_another_partnership_is_not_there(cast: Cast, neighbours: Cast, office: Client) -> None:
    theirs = papers.begun(neighbours)
    assert office.get(f"/desk/havering/{theirs.pk}").status_code == 404
    assert office.get(page_of(theirs)).status_code == 404
    school = Agency.objects.filter(partnership=neighbours.partnership, office=False)[0]
    assert office.get(f"/desk/havering/officers/{school.pk}").status_code == 404


def test_an_officer_signs_for_nobody_elses_agency(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    browser, other = visiting(cast.lead), cast.agencies["police"]
    sends = {"agency": str(other.pk), "digest": version.digest, "confirm": "yes"}
    browser.post(page_of(version, "/sign"), sends)
    assert version.signatures.count() == 0


def test_pressing_sign_without_the_check_page_signs_nothing(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    sends = {"agency": str(cast.agencies[RAISING].pk), "digest": version.digest}
    answer = visiting(cast.lead).post(page_of(version, "/sign"), sends)
    assert "What follows when you sign" in refusal(answer)
    assert version.signatures.count() == 0


def test_whoever_signs_reads_what_changes_what_was_accepted_and_how_long_it_lets_somebody_wait(cast: Cast) -> None:
    papers.named(cast)
    texts = papers.accepted(shelf.texts("havering"))
    changed = texts | {POLICY: texts[POLICY].replace("title: ", "title: New ", 1)}
    assert changed != texts
    version = papers.sent(cast, MONDAY, papers.begun(cast, MONDAY, papers.accepted(changed)))
    told = words(visiting(cast.lead), page_of(version, "/sign"))
    assert "1 change from the policy in force." in told
    assert "The board knows. (A manager)" in told
    assert "working day" in told


def test_an_officer_finds_what_waits_for_them_in_their_own_work_and_on_the_desk_until_it_is_signed(cast: Cast) -> None:
    papers.named(cast)
    waits = "A policy waits for your signature for Health"
    officer = visiting(cast.lead)
    assert waits not in words(officer, "/my-work")
    version = papers.sent(cast)
    for page in ("/my-work", "/desk/havering"):
        assert waits in words(officer, page)
        assert waits not in words(visiting(cast.raises), "/my-work")
    signing.sign(version, cast.agencies[RAISING], cast.lead, MONDAY, version.digest)
    for page in ("/my-work", "/desk/havering"):
        assert waits not in words(officer, page)


def test_an_officer_says_why_they_do_not_sign_and_the_office_reads_it(cast: Cast, office: Client) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    sends = {"agency": str(cast.agencies[RAISING].pk), "words": "Stage Two has no hour."}
    assert visiting(cast.lead).post(page_of(version, "/decline"), sends).status_code == 302
    assert "Stage Two has no hour." in words(office, page_of(version))


def test_an_agency_that_does_not_sign_says_why(cast: Cast, office: Client) -> None:
    address = f"/desk/havering/officers/{cast.agencies[RAISING].pk}"
    assert "Enter why the agency does not sign" in refusal(office.post(address, {"who": "nobody", "because": ""}))
    office.post(address, {"who": "nobody", "because": "The trust is being wound up."})
    assert "Does not sign: The trust is being wound up." in words(office, "/desk/havering/officers")


def test_somebody_who_does_not_work_there_cannot_be_chosen(cast: Cast, office: Client) -> None:
    address = f"/desk/havering/officers/{cast.agencies[RAISING].pk}"
    office.post(address, {"who": str(cast.other_lead.pk)})
    assert not Officer.objects.exists()


def test_a_day_is_taken_back_on_its_page_before_it_comes_and_not_after(cast: Cast, office: Client) -> None:
    version = papers.in_force(cast)
    with clock_at(at("2026-12-03 09:00")):
        assert "It is in force." in words(visiting(cast.manager), page_of(version, "/in-force"))
    office.post(page_of(version, "/in-force"), {"words": "The board meets again."})
    assert adoptions.in_force(cast.partnership, at("2026-12-04")) == cast.adoption
    assert "Day taken back" in words(office, page_of(version))


def test_whoever_sets_a_day_reads_what_the_directory_lacks_for_it(cast: Cast, office: Client) -> None:
    version = papers.signed(cast)
    stranger = Agency.objects.create(partnership=cast.partnership, key="fire", name="Fire brigade", full_board=False)
    Holder.objects.filter(post__agency=cast.agencies[RAISING]).delete()
    told = refusal(office.post(page_of(version, "/in-force"), DECISION))
    assert f"It does not know these agencies of yours: {stranger.name}." in told
    assert "have nobody in them today" in told


def test_escalations_that_are_open_keep_the_policy_they_began_under(cast: Cast, office: Client) -> None:
    row = cast.raised()
    version = papers.in_force(cast)
    with clock_at(at("2026-12-04")):
        assert office.get(f"/escalations/{row.ref}").status_code == 200
        row.refresh_from_db()
        assert row.adoption == cast.adoption
        assert adoptions.in_force(cast.partnership, at("2026-12-04")) == version.adoption


def test_a_partnership_without_a_policy_has_a_desk_and_no_tracker_yet(cast: Cast, office: Client) -> None:
    with clock_at(cast.adoption.in_force_at - timedelta(days=1)):
        browser = visiting(cast.manager)
        assert "has no policy in force on Wayforward yet" in words(browser, "/desk/havering")
        version = drafts.begin(cast.partnership, cast.manager, MONDAY, drafts.Blank("Ours"))
        assert isinstance(version, Version)
        for below in ("", "/check", "/send", "/sign", "/in-force"):
            assert browser.get(page_of(version, below)).status_code == 200


def test_a_draft_that_does_not_load_is_shown_with_each_mistake(cast: Cast, office: Client) -> None:
    version = drafts.begin(
        cast.partnership, cast.manager, MONDAY, drafts.Texts({POLICY: "policy: x\nstages: 3\n"}, "A")
    )
    assert isinstance(version, Version)
    for below in ("", "/check", "/send"):
        assert "line" in words(office, page_of(version, below)), below


def test_the_menu_leads_those_who_may_to_the_desk(cast: Cast, office: Client) -> None:
    papers.named(cast)

    def menu(person: Person) -> str:
        return visiting(person).get("/my-work").content.decode()

    for who, there in ((cast.manager, True), (cast.lead, True), (cast.raises, False)):
        assert ('href="/desk/havering"' in menu(who)) is there
