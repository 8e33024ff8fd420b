"""The negative controls: guards that a child takes out of the product before it works, so that the harness must see."""

from __future__ import annotations

from typing import Any

from django.db import connection, models, transaction

TOLD = "an act is told once it is committed"


def take_out(guard: str) -> None:
    {
        "the mark comes after the send": _mark_first,
        "a notice is owed in the transaction of its cause": _owe_apart,
        "a message keeps its id": _new_ids,
        "one after the other": _no_locks,
        TOLD: lambda: None,  # the writer itself tells too early
    }[guard]()


def _mark_first() -> None:
    from wayforward.jobs import sending  # noqa: PLC0415 - needs Django, which is set up by now
    from wayforward.notices.channels import Outcome, Said  # noqa: PLC0415

    part: Any = sending
    carried, mark = part._carried, part._mark

    def marked_then_carried(van: Any, leased: Any, at: Any) -> Any:
        mark(leased.delivery, Said(Outcome.TOOK), at, leased.delivery.leased_by)
        return carried(van, leased, at)

    part._carried = marked_then_carried


def _owe_apart() -> None:
    from wayforward.escalations import record  # noqa: PLC0415

    summary: Any = record.summary
    owe = summary.owe
    summary.owe = lambda *given: transaction.on_commit(lambda: owe(*given))


def _new_ids() -> None:
    from uuid import uuid4  # noqa: PLC0415

    from wayforward.notices.channels.smtp import Smtp  # noqa: PLC0415

    part: Any = Smtp
    mail = part._mail

    def another(self: Any, letter: Any) -> Any:
        made = mail(self, letter)
        made.extra_headers["Message-ID"] = f"<{uuid4()}@example.org>"
        return made

    part._mail = another


def _no_locks() -> None:
    """A record that does not take its turn before it reads, and a clock that does not ask who has what in hand."""
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"] |= {"transaction_mode": "DEFERRED", "timeout": 1}
    unlocked: Any = models.QuerySet
    unlocked.select_for_update = lambda rows, **_: rows.all()
