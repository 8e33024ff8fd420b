"""What can be done from the page: the button where it may be done, the reason where not, and once only."""

import pytest

from tests.cast import MONDAY, Cast
from tests.web.visiting import filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.escalations import history
from wayforward.escalations.read import entries
from wayforward.web.acts import ACTS


def kinds(row: object) -> list[str]:
    return [item.kind for item in entries(row)]  # type: ignore[arg-type]  # a row of escalations


def test_a_discussion_is_recorded_at_once_and_the_page_says_so(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)

    answer = browser.post(f"/escalations/{row.ref}/discuss", {"summary": "We spoke."}, follow=True)

    assert answer.redirect_chain == [(f"/escalations/{row.ref}", 302)]
    assert "The discussion is recorded." in answer.content.decode()
    assert "We spoke." in read(answer)
    assert "discussion-recorded" in kinds(row)


def test_what_tells_others_is_shown_before_it_is_done(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    address = f"/escalations/{row.ref}/escalate?to=stage-2"

    check = browser.post(address, {"reason": "They keep the decision.", "override": "yes"})

    assert "Check before you go on" in read(check)
    assert "Go on although something is missing, for the reason given Yes" in read(check)
    assert "These are told: " in read(check)
    assert "It goes to Stage Two" in read(check)
    assert kinds(row).count("stage-entered") == 1

    done = browser.post(address, filled(check), follow=True)
    assert done.redirect_chain
    assert kinds(row).count("stage-entered") == 2


def test_what_was_not_ticked_is_no_answer_to_check(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We spoke.")
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/escalate?to=stage-2"
    assert "Go on although something is missing" in read(browser.get(address))

    check = browser.post(address, {"reason": "They keep the decision.", "answer_stage-1-outcome": "They keep it."})

    assert "Check before you go on" in read(check)
    assert "Go on although" not in read(check)


def test_who_may_not_yet_reads_why_where_the_button_would_be(cast: Cast) -> None:
    row = cast.raised()
    page = visiting(cast.raises).get(f"/escalations/{row.ref}")

    assert "Answer the challenge. Only the agency being challenged can give its answer." in read(page)
    assert f'href="/escalations/{row.ref}/respond"' not in page.content.decode()
    theirs = visiting(cast.other_lead).get(f"/escalations/{row.ref}")
    assert f'href="/escalations/{row.ref}/respond"' in theirs.content.decode()


def test_the_page_and_the_act_give_the_same_reason(cast: Cast) -> None:
    row = cast.raised()
    says = "Only the agency being challenged can give its answer."

    refused = visiting(cast.raises).post(
        f"/escalations/{row.ref}/respond", {"outcome": "upheld", "reasons": "Mine.", "confirm": "yes"}
    )

    assert says in read(refused)
    assert "Mine." in refused.content.decode()
    assert "responded" not in kinds(row)


def test_a_guard_gives_way_to_a_reason(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    address = f"/escalations/{row.ref}/escalate?to=stage-2"

    refused = browser.post(address, {"reason": "It cannot wait."})
    assert "You can go on anyway if you give a reason." in read(refused)

    check = browser.post(address, {"reason": "It cannot wait.", "override": "yes"})
    browser.post(address, filled(check))
    state = history.fold(entries(row))
    assert state.stage == "stage-2"


def test_somebody_acting_first_is_shown_and_what_was_typed_is_kept(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    seen = filled(browser.get(f"/escalations/{row.ref}/discuss"))["seen"]
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="changed", reasons="You are right.")

    answer = browser.post(f"/escalations/{row.ref}/discuss", {"summary": "We could not agree.", "seen": seen})

    assert answer.status_code == 409
    assert "Somebody else acted while you had this page open." in read(answer)
    assert "have changed their decision" in read(answer)
    assert "We could not agree." in answer.content.decode()
    assert "discussion-recorded" not in kinds(row)
    again = browser.post(f"/escalations/{row.ref}/discuss", {"summary": "We could not agree.", **filled(answer)})
    assert again.status_code == 302


def test_a_form_sent_twice_is_recorded_once(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    typed = {"summary": "We spoke.", "seen": filled(browser.get(f"/escalations/{row.ref}/discuss"))["seen"]}

    assert browser.post(f"/escalations/{row.ref}/discuss", typed).status_code == 302
    second = browser.post(f"/escalations/{row.ref}/discuss", typed)

    assert second.status_code == 409
    assert "You have already done something here" in read(second)
    assert kinds(row).count("discussion-recorded") == 1


def test_a_stale_form_is_told_what_happened_before_its_check_page_and_again_after_it(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/join"
    joins = {"agency": "police", "side": "supporting", "reason": "They were there."}
    stale = {**joins, **filled(browser.get(address))}
    check = filled(browser.post(address, stale))
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="changed", reasons="You are right.")

    for sent in (stale, check):
        answer = browser.post(address, sent)
        assert answer.status_code == 409
        assert "have changed their decision" in read(answer)
        assert "They were there." in answer.content.decode()
    assert "joined" not in kinds(row)
    again = browser.post(address, {**joins, **filled(answer)})
    assert "Check before you go on" in read(again)


def test_an_answer_that_has_to_be_mended_stays_as_old_as_the_page_it_was_typed_on(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/discuss"
    seen = filled(browser.get(address))["seen"]

    unsaid = browser.post(address, {"seen": seen, "summary": ""})
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="changed", reasons="You are right.")

    assert browser.post(address, {**filled(unsaid), "summary": "We spoke."}).status_code == 409


@pytest.mark.parametrize("seen", ["9" * 5000, "-1", "²", "٣", "x", ""])
def test_what_is_no_number_of_an_entry_counts_as_a_page_opened_now(cast: Cast, seen: str) -> None:
    row = cast.raised()
    answer = visiting(cast.raises).post(f"/escalations/{row.ref}/discuss", {"summary": "We spoke.", "seen": seen})
    assert answer.status_code == 302


def test_what_is_answered_is_in_view_while_it_is_answered(cast: Cast) -> None:
    row = cast.raised()
    proposed = {"outcome": "A visit.", "actions": "Ann, today.", "outstanding": "Costs."}
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, **proposed)
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/answer"

    for page in (browser.get(address), browser.post(address, {"agree": "yes"})):
        assert all(said in read(page) for said in (*proposed.values(), "Proposed by family-services"))


def test_a_double_click_on_escalate_says_that_you_have_done_it(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/escalate?to=stage-2"
    check = filled(browser.post(address, {"reason": "They keep the decision.", "override": "yes"}))
    browser.post(address, check)

    second = browser.post(address, check)

    assert second.status_code == 409
    assert "You have already done something here" in read(second)
    assert "Select where it should go" not in read(second)
    assert "<textarea" not in second.content.decode()
    assert kinds(row).count("stage-entered") == 2


def test_one_tap_says_that_you_have_seen_what_is_asked_of_you(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    page = browser.get(f"/escalations/{row.ref}").content.decode()
    address = page.partition('action="/escalations/')[2].partition('"')[0].replace("&amp;", "&")
    assert "/acknowledge?duty=" in address

    answer = browser.post(f"/escalations/{address}")

    assert answer.status_code == 302
    assert kinds(row)[-1] == "acknowledged"


def test_every_act_says_in_words_what_was_done() -> None:
    assert all(act.done.endswith(".") for act in ACTS.values())


def test_who_has_answered_is_shown_another_step_first(cast: Cast) -> None:
    row = cast.raised()
    browser, button = visiting(cast.other_lead), 'role="button"'

    def first_button() -> str:
        return browser.get(f"/escalations/{row.ref}").content.decode().partition(button)[0].rpartition("<a ")[2]

    assert "/respond" in first_button()
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
    assert "/respond" not in first_button()
    page = browser.get(f"/escalations/{row.ref}").content.decode()
    assert f'<a class="govuk-link" href="/escalations/{row.ref}/respond">' in page


def test_each_clock_that_would_start_says_who_owes_it(neighbours: Cast) -> None:
    row = neighbours.raised()
    address = f"/escalations/{row.ref}/escalate?to=stage-2"
    check = read(visiting(neighbours.raises).post(address, {"reason": "They keep the decision.", "override": "yes"}))
    follows = check.partition("What follows")[2]
    assert follows.count("sooner if they need it. Owed by ") == follows.count("sooner if they need it.") > 0


def test_the_challenged_side_reads_first_what_is_asked_of_them(cast: Cast) -> None:
    row = cast.raised(answers={"want": "A visit today."})
    words = read(visiting(cast.other_lead).get(f"/escalations/{row.ref}"))

    assert words.index("What they ask of you") < words.index("A visit today.") < words.index("Answer the challenge")


def test_what_is_on_the_table_is_shown_with_who_agrees(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit on Tuesday.")

    words = read(visiting(cast.raises).get(f"/escalations/{row.ref}"))

    assert "A resolution is on the table A visit on Tuesday." in words
    assert "Agreed by Family Services" in words
    assert "It waits for your answer." in words


def test_agreement_closes_it_and_a_reason_opens_it_again(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit on Tuesday.")
    browser = visiting(cast.raises)

    browser.post(f"/escalations/{row.ref}/answer", {"agree": "yes", "confirm": "yes"})
    closed = read(browser.get(f"/escalations/{row.ref}"))
    assert "It is closed" in closed
    assert "Ways on" not in closed

    browser.post(f"/escalations/{row.ref}/reopen", {"reason": "No visit came.", "confirm": "yes"})
    assert "Ways on" in read(browser.get(f"/escalations/{row.ref}"))


@pytest.mark.parametrize("slug", ["nothing", "admin", "record-it"])
def test_an_act_that_does_not_exist_is_not_found(cast: Cast, slug: str) -> None:
    row = cast.raised()
    assert visiting(cast.raises).get(f"/escalations/{row.ref}/{slug}").status_code == 404


@pytest.mark.parametrize("query", ["", "?line=", "?line=99", "?line=Ring+01632+960999"])
def test_a_line_that_nobody_can_go_to_from_here_is_not_found(cast: Cast, query: str) -> None:
    row = cast.raised()
    assert visiting(cast.raises).get(f"/escalations/{row.ref}/line{query}").status_code == 404


def test_the_line_that_the_page_offers_can_be_opened_and_no_line_above_it(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-3", reason="No.", override=True)
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/line?line="

    assert f'href="{address}2"' in browser.get(f"/escalations/{row.ref}").content.decode()
    assert [browser.get(f"{address}{line}").status_code for line in (1, 2, 3, 40)] == [200, 200, 404, 404]
