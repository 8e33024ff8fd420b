"""Safety first: whom to ring, and one's own lead told at once, beside the dispute and never in its place."""

import pytest

from tests.cast import FROM, MONDAY, RAISING, Cast, found, person
from tests.web.pages.raising import TYPED, begun, filled_in
from tests.web.visiting import read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Holder, Post
from wayforward.escalations.models import Escalation, Talk
from wayforward.notices.models import Notice

LEAD = "designated-safeguarding-lead"
POLICIES = ["barnet-children", "barnet-multi-agency", "barnsley", "havering", "newham"]


@pytest.mark.parametrize("policy", POLICIES)
def test_danger_shows_whom_to_ring_first_and_can_be_raised_all_the_same(
    db: None, sealing_key: object, policy: str
) -> None:
    cast = found(policy)
    browser = visiting(cast.raises)
    draft = begun(browser, policy)

    answer = browser.post(f"{draft}/danger", {"danger": "yes"}, follow=True)

    words = read(answer)
    assert "Ring first, then go on" in words
    assert "Ring 999" in words
    assert "You can still raise the disagreement." in words
    assert f'href="{draft}/other"' in answer.content.decode()


def test_the_own_lead_is_told_from_the_draft_before_anybody_else_is_named(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)

    words = read(browser.post(f"{draft}/danger", {"danger": "yes"}, follow=True))

    talk, notice = Talk.objects.get(), Notice.objects.get()
    assert (talk.kind, talk.agency, talk.about, talk.escalation) == ("alert", cast.agencies[RAISING], None, None)
    assert (notice.talk_id, notice.to, notice.handed_over_at) == (talk.pk, LEAD, None)
    assert notice.post == Post.objects.get(agency=cast.agencies[RAISING], key=LEAD)
    assert "It is recorded that they must be told at once. It is not sent yet: ring them." in words
    assert notice.post.phone in words
    assert Escalation.objects.count() == 0


def test_it_is_owed_once_however_often_the_page_is_sent(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    for answer in ("yes", "yes", "no", "yes"):
        browser.post(f"{draft}/danger", {"danger": answer})

    assert Notice.objects.count() == 1
    assert Talk.objects.count() == 1


def test_no_danger_tells_nobody_and_goes_on(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)

    assert browser.post(f"{draft}/danger", {"danger": "no"}).headers["Location"] == f"{draft}/other"
    assert browser.get(f"{draft}/ring").headers["Location"] == f"{draft}/danger"
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("policy", [p for p in POLICIES if p != "havering"])
def test_a_policy_that_names_no_lead_of_ones_own_tells_none(db: None, sealing_key: object, policy: str) -> None:
    browser = visiting(found(policy).raises)
    words = read(browser.post(f"{begun(browser, policy)}/danger", {"danger": "yes"}, follow=True))
    assert Talk.objects.count() == 0
    assert ("This policy names nobody else to ring at once" in words) is (policy != "newham")


def test_newham_names_who_takes_the_urgent_action(db: None, sealing_key: object) -> None:
    browser = visiting(found("newham").raises)
    words = read(browser.post(f"{begun(browser, 'newham')}/danger", {"danger": "yes"}, follow=True))
    assert "Social Care" in words.partition("Ring the police")[0]
    assert "Ring the police" in words
    assert "Clause NW-27" in words


def test_the_lead_reads_it_in_my_work_and_says_that_it_was_seen(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    browser.post(f"{draft}/danger", {"danger": "yes"})
    lead, talk = visiting(cast.lead), Talk.objects.get()

    assert f"Immediate harm: {cast.raises.name} tells you" in read(lead.get("/my-work"))
    lead.post(f"/talks/{talk.pk}", {"seen": "yes"})

    assert Notice.objects.get().acknowledged_by == cast.lead.pk
    assert "They have seen it" in read(browser.get(f"{draft}/ring"))
    assert "Immediate harm" not in read(browser.get("/my-work")).partition("Talks inside your agency")[0]
    assert visiting(cast.manager).get(f"/talks/{talk.pk}").status_code == 404
    assert visiting(cast.other_lead).get(f"/talks/{talk.pk}").status_code == 404


def test_a_lead_who_raises_it_is_not_told_by_themselves(cast: Cast) -> None:
    browser = visiting(cast.lead)
    draft = begun(browser)
    words = read(browser.post(f"{draft}/danger", {"danger": "yes"}, follow=True))

    assert "You are the Designated Safeguarding Lead of your agency" in words
    assert "The directory lists nobody beside you." in words
    assert Post.objects.get(agency=cast.agencies[RAISING], key=LEAD).phone not in words
    assert Notice.objects.count() == 0


def test_a_lead_with_a_deputy_has_the_deputy_told(cast: Cast) -> None:
    deputy = person(cast, "Deputy lead", cast.agencies[RAISING])
    post = Post.objects.get(agency=cast.agencies[RAISING], key=LEAD)
    Holder.objects.create(post=post, person=deputy, deputy=True, from_on=FROM)
    browser = visiting(cast.lead)
    words = read(browser.post(f"{begun(browser)}/danger", {"danger": "yes"}, follow=True))

    assert Notice.objects.get().post == post
    assert "You are the Designated Safeguarding Lead of your agency" in words
    assert "Tell who answers beside you too: Deputy lead" in words
    assert post.phone not in words


def test_a_deputy_rings_the_lead(cast: Cast) -> None:
    post = Post.objects.get(agency=cast.agencies[RAISING], key=LEAD)
    Holder.objects.create(post=post, person=cast.raises, deputy=True, from_on=FROM)
    browser = visiting(cast.raises)
    words = read(browser.post(f"{begun(browser)}/danger", {"danger": "yes"}, follow=True))

    assert "Ring your Designated Safeguarding Lead" in words
    assert post.phone in words


def test_an_agency_that_lists_no_lead_is_told_so(cast: Cast) -> None:
    Holder.objects.filter(post__agency=cast.agencies[RAISING]).delete()
    Post.objects.filter(agency=cast.agencies[RAISING]).delete()
    browser = visiting(cast.raises)
    draft = begun(browser)

    words = read(browser.post(f"{draft}/danger", {"danger": "yes"}, follow=True))
    assert "A message cannot be sent." in words
    assert Notice.objects.get().blocked


def test_once_it_is_raised_the_alert_stands_beside_it(cast: Cast) -> None:
    browser = visiting(cast.raises)
    draft = begun(browser)
    browser.post(f"{draft}/danger", {"danger": "yes"})
    check = filled_in(browser, draft=draft, typed=TYPED | {"danger": {"danger": "yes"}})

    assert "Ring 999 before you go on." in read(browser.get(check))
    browser.post(check)
    assert Talk.objects.get().escalation == Escalation.objects.get()


# --- once it is raised -----------------------------------------------------------------------------------------

DANGER = {"immediate-danger": ("yes",)}
WARNING = "that somebody is in danger now. Ring 999 if nobody has. This page does not replace it."
TELL = "Tell the Designated Safeguarding Lead of your own agency at once"


def test_the_escalation_begins_with_the_danger_and_what_has_to_be_done_at_once(cast: Cast) -> None:
    row = cast.raised(facts=DANGER)
    words = read(visiting(cast.raises).get(f"/escalations/{row.ref}"))

    assert f"You said {WARNING}" in words
    assert words.count(WARNING) == 1
    assert words.index(WARNING) < words.index("What to do now") < words.index(TELL) < words.index("Settle it at")


def test_whoever_did_not_say_it_reads_that_it_is_recorded(cast: Cast) -> None:
    row = cast.raised(facts=DANGER)
    words = read(visiting(cast.other_lead).get(f"/escalations/{row.ref}"))
    assert f"It is recorded {WARNING}" in words
    assert words.index(WARNING) < words.index("What they ask of you")


def test_the_warning_goes_once_the_danger_has_passed_or_it_is_closed(cast: Cast) -> None:
    passed, closed = cast.raised(facts=DANGER), cast.raised(facts=DANGER)
    cast.does(passed, cast.raises, MONDAY, cmd.RecordFacts, facts={"immediate-danger": ("no",)}, reason="He is safe.")
    cast.does(closed, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="No need.", override=True)
    for row in (passed, closed, cast.raised()):
        assert WARNING not in read(visiting(cast.raises).get(f"/escalations/{row.ref}"))


def test_urgent_action_comes_first_under_a_policy_that_asks_in_its_own_words(db: None, sealing_key: object) -> None:
    cast = found("newham")
    row = cast.raised(facts={"urgent": ("yes",)})
    words = read(visiting(cast.raises).get(f"/escalations/{row.ref}"))
    urgent = words.index("Ask Children's Social Care or the Police for urgent action".replace("'", "&#x27;"))
    assert words.index(WARNING) < urgent < words.index("For you")


def test_our_reminder_is_not_shown_beside_the_duty_that_it_reminds_of(cast: Cast) -> None:
    row = cast.raised(facts=DANGER)
    words = read(visiting(cast.raises).get(f"/escalations/{row.ref}"))
    assert TELL in words
    assert "Tell your Designated Safeguarding Lead, if you have not." not in words


def test_a_reminder_of_nothing_else_that_is_owed_is_still_shown(cast: Cast) -> None:
    words = read(visiting(cast.raises).get(f"/escalations/{cast.raised().ref}"))
    assert "Log the discussion or the attempt." in words


def test_a_lead_who_raised_it_reads_that_the_post_is_their_own(cast: Cast) -> None:
    by = cmd.Actor(person=str(cast.lead.pk), agency=RAISING)
    row = cast.raised(by=by, facts=DANGER)
    assert "You hold that post yourself." in read(visiting(cast.lead).get(f"/escalations/{row.ref}"))
    other = cast.raised(facts=DANGER)
    assert "You hold that post yourself." not in read(visiting(cast.raises).get(f"/escalations/{other.ref}"))


def test_the_same_post_at_the_other_agency_is_not_ones_own(cast: Cast) -> None:
    where = {"agency": cast.agencies[RAISING], "key": "equivalent-manager"}
    post, _ = Post.objects.get_or_create(**where, defaults={"title": "Manager"})
    Holder.objects.get_or_create(post=post, person=cast.lead, defaults={"from_on": FROM})
    row = cast.raised()
    cast.does(row, cast.lead, MONDAY, cmd.Escalate, to="stage-2", reason="Not settled.", override=True)
    words = read(visiting(cast.lead).get(f"/escalations/{row.ref}"))
    assert "Discuss it with the equivalent supervisor" in words.partition("What others owe")[0]
    assert "You hold that post yourself." not in words
