"""The acts, each with its name, its questions, its command, and what the page says when it is done."""

from __future__ import annotations

from collections.abc import Mapping

from wayforward.web.acts import asking, commanding, papers, talking
from wayforward.web.acts.act import Act

TALK, SAY, SAFE, PEOPLE, CASE, END = (
    "Talk", "Say where you stand", "Keep them safe", "Who is in it", "About the case", "Settle or close it",
)  # fmt: skip
GROUPS = (TALK, SAY, SAFE, PEOPLE, CASE, END)  # in the order of the page

ACTS: Mapping[str, Act] = {
    act.slug: act
    for act in (
        Act("discuss", "Record a discussion", "Record it", "The discussion is recorded.",
            asking.discuss, commanding.discuss, TALK, checked=False),
        Act("no-reply", "Record that nobody answered", "Record it", "It is recorded that nobody answered.",
            asking.no_reply, commanding.no_reply, TALK, checked=False),
        Act("offer-time", "Offer a time to talk", "Offer it", "Your time is offered.",
            talking.offer, talking.offer_time, TALK, warns=talking.warns_of_offer),
        Act("answer-time", "Say whether the time suits", "Send the answer", "Your answer is recorded.",
            talking.answer_offer, talking.accept_time, TALK),
        Act("respond", "Answer the challenge", "Send the answer", "Your answer is recorded.",
            asking.respond, commanding.respond, SAY),
        Act("state", "Set out your position", "Record it", "Your position is recorded.",
            talking.state, talking.state_position, SAY, checked=False),
        Act("propose", "Propose a resolution", "Propose it", "Your proposal is on the table.",
            asking.propose, commanding.propose, SAY),
        Act("answer", "Say whether the proposal settles it", "Send the answer", "Your answer is recorded.",
            asking.answer, commanding.answer, SAY),
        Act("urgent", "Record urgent action that keeps them safe", "Record it", "The urgent action is recorded.",
            talking.urgent, talking.record_urgent, SAFE, checked=False),
        Act("protect", "Set an earlier date that protects them", "Set the date", "The date is set.",
            asking.protect, commanding.protect, SAFE),
        Act("delegate", "Hand it to a deputy or a colleague", "Hand it on", "They are in it now.",
            talking.delegate, talking.hand_on, PEOPLE),
        Act("join", "Bring in another agency", "Bring them in", "The agency is brought in.",
            asking.join, commanding.join, PEOPLE),
        Act("refer", "Take it to another authority", "Record it", "It is recorded where it was taken.",
            talking.refer, talking.refer_on, PEOPLE),
        Act("conflict", "Say that you have a conflict of interest", "I have a conflict of interest",
            "You are out of it. You see nothing more of it from now on.",
            talking.conflict, talking.declare_conflict, PEOPLE, grave=True, warns=talking.warns_of_conflict),
        Act("status", "Change the plan, the status or the urgency", "Record it", "The change is recorded.",
            papers.status, papers.record_facts, CASE, marks_optional=False),
        Act("facts", "Record what else has become known", "Record it", "What has become known is recorded.",
            papers.facts, papers.record_facts, CASE, marks_optional=False),
        Act("happening", "Record something the policy waits for", "Record it", "What happened is recorded.",
            asking.happening, commanding.happening, CASE),
        Act("form", "Complete a form of the policy", "Save it", "The form is saved.",
            papers.form, papers.complete_form, checked=False, marks_optional=False),
        Act("panel", "Convene the panel", "Convene it", "The panel is convened.",
            asking.panel, commanding.panel, END),
        Act("decide", "Record the decision", "Record the decision", "The decision is recorded.",
            asking.decide, commanding.decide, END),
        Act("withdraw", "Withdraw it", "Withdraw it", "It is withdrawn.",
            asking.withdraw, commanding.withdraw, END, grave=True),
        Act("close", "Close it without a resolution", "Close it", "It is closed.",
            asking.close, commanding.close, END, grave=True),
        Act("reopen", "Reopen it", "Reopen it", "It is open again.",
            asking.reopen, commanding.reopen, END),
        Act("escalate", "Escalate", "Escalate", "It has moved on to another stage.",
            asking.escalate, commanding.escalate),
        Act("line", "Go to another line", "Go on", "It has gone to another line.",
            asking.line, commanding.line),
        Act("set", "Set a date", "Set the date", "The date is set.", asking.set_date, commanding.set),
        Act("extend", "Take longer, because it is safe", "Move the date", "The date is moved.",
            asking.extend, commanding.extend),
        Act("ask-time", "Ask for more time", "Ask for it", "Your question is sent. The date has not moved.",
            talking.ask_time, talking.ask_for_time),
        Act("give-time", "Say whether they can have more time", "Send the answer", "Your answer is recorded.",
            talking.give_time, talking.give_more_time, SAY),
        Act("done", "Record that this is done", "Record it", "It is recorded as done.",
            asking.done, commanding.done, checked=False),
        Act("acknowledge", "Say that you have seen this", "I have seen this",
            "It is recorded that you have seen this.", asking.nothing, commanding.acknowledge, checked=False),
    )
}  # fmt: skip
