"""What each act of the ladder asks of the rulebook, from what was answered."""

from __future__ import annotations

from wayforward.core import commands as cmd
from wayforward.core.lifecycle import AnyCommand
from wayforward.web.acts.act import Cleaned, text
from wayforward.web.acts.asking import WITHDRAWN
from wayforward.web.acts.desk import Desk
from wayforward.web.acts.questions import given_answers


def _positions(given: Cleaned, prefix: str) -> dict[str, bool]:
    return {
        name.removeprefix(prefix): value == "yes"
        for name, value in given.items()
        if name.startswith(prefix) and value in ("yes", "no")
    }


def discuss(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.RecordDiscussion(
        by=d.me, summary=text(g, "summary"), channel=text(g, "channel"), people=text(g, "people"),
        actions=text(g, "actions"), occurred_at=g.get("occurred_at"),
    )  # fmt: skip


def no_reply(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.RecordAttempt(
        by=d.me, whom=text(g, "whom"), channel=text(g, "channel"), note=text(g, "note"),
        occurred_at=g.get("occurred_at"),
    )  # fmt: skip


def respond(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Respond(by=d.me, outcome=text(g, "outcome"), reasons=text(g, "reasons"))


def escalate(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Escalate(
        by=d.me, to=text(g, "to") or d.chosen.get("to", ""), reason=text(g, "reason"), answers=given_answers(g),
        override=bool(g.get("override")),
    )  # fmt: skip


def line(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Escalate(
        by=d.me, to=d.state.stage, line=d.chosen.get("line"), reason=text(g, "reason"), whom=text(g, "whom")
    )


def propose(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Propose(
        by=d.me, outcome=text(g, "outcome"), actions=text(g, "actions"), outstanding=text(g, "outstanding"),
        answers=given_answers(g), override=bool(g.get("override")), reason=text(g, "override_reason"),
    )  # fmt: skip


def answer(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Answer(by=d.me, agree=bool(g.get("agree")), note=text(g, "note"))


def decide(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Decide(
        by=d.me, decision=text(g, "decision"), positions=_positions(g, "position_"), outcome=text(g, "outcome"),
        dissent=text(g, "dissent"),
    )  # fmt: skip


def panel(d: Desk, g: Cleaned) -> AnyCommand:
    members = {n.removeprefix("member_"): str(v) for n, v in g.items() if n.startswith("member_") and v}
    return cmd.ConvenePanel(by=d.me, members=members, exception=text(g, "exception"), full_board=d.full_board)


def protect(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.SetDeadline(by=d.me, due_at=g["due_at"], reason=text(g, "reason"))


def set(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.SetDeadline(by=d.me, due_at=g["due_at"], reason=text(g, "reason"), what=d.chosen.get("duty") or "target")


def extend(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Extend(
        by=d.me, duty=d.chosen.get("duty", ""), until_at=g["until_at"], reason=text(g, "reason"),
        judged_safe_by=text(g, "judged_safe_by"), agreed=bool(g.get("agreed")),
    )  # fmt: skip


def done(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Discharge(
        by=d.me, duty=d.chosen.get("duty", ""), note=text(g, "note"), attempted=bool(g.get("attempted"))
    )


def happening(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.RecordEvent(by=d.me, event=text(g, "event"), note=text(g, "note"), occurred_at=g.get("occurred_at"))


def close(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Close(
        by=d.me, ending=text(g, "ending"), reason=text(g, "reason"), outstanding=text(g, "outstanding"),
        answers=given_answers(g), override=bool(g.get("override")),
    )  # fmt: skip


def withdraw(d: Desk, g: Cleaned) -> AnyCommand:
    return close(d, {**g, "ending": WITHDRAWN})


def reopen(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Reopen(by=d.me, reason=text(g, "reason"))


def join(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Join(by=d.me, agency=text(g, "agency"), side=text(g, "side"), reason=text(g, "reason"))


def acknowledge(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Acknowledge(by=d.me, duty=d.chosen.get("duty") or None)
