"""One-time ways in to one escalation: a code read over the telephone to whoever is on duty, used once, by name.

Only the code's hash is kept, under our secret. Whoever uses it has signed in, works at the agency it was made for,
and comes in as themselves.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from wayforward.core.commands import Actor, ComeIn, Join
from wayforward.core.lifecycle import may
from wayforward.core.verdict import Refused
from wayforward.directory.models import Agency, Person
from wayforward.directory.seating import on, works_at
from wayforward.escalations import acting, history, read, record
from wayforward.escalations.models import Escalation, Pass, WrongCode
from wayforward.escalations.rulebooks import rules_for

LETTERS = 10
LASTS = timedelta(hours=12)
WRONG_CODES, WITHIN = 10, timedelta(hours=1)  # then nobody's guess is listened to for a while
WHOEVER = "whoever uses it"
WRONG = Refused("This code does not let you in. Check it with whoever read it to you, or ask them for a new one.")
ENOUGH = Refused("You have tried too many codes. Wait an hour, or ask whoever called you to bring you in by name.")


def make(row: Escalation, person: Person, agency: str, post: str, at: datetime) -> tuple[str, Pass] | Refused:
    """A code for somebody at an agency, by its key, and the pass that is kept of it. Nobody sees the code again.

    Whoever may bring somebody in from there may make one. `post` says as whom they are called, or is empty.
    """
    recorded = read.entries(row)
    state, rules = history.fold(recorded), rules_for(row.adoption, recorded)
    where = Agency.objects.filter(partnership=row.partnership_id, key=agency).first()
    if where is None or not read.may(person, row, at).allowed:
        return Refused("Choose an agency of this partnership.")
    if post and post not in rules.posts:
        return Refused("Choose one of the policy's posts, or leave it out.")
    joins = Join(
        by=acting.actor(person, row, state, at), agency=agency, side=state.side(agency) or "supporting", person=WHOEVER
    )
    verdict = may(rules, state, joins, at)
    if not verdict.allowed:
        return Refused(verdict.says, verdict.clauses)
    letters = "".join(secrets.choice(record.REFERENCE_LETTERS) for _ in range(LETTERS))
    made = Pass.objects.create(
        partnership_id=row.partnership_id, escalation=row, agency=where, digest=_digest(letters), post=post,
        made_by=person, made_at=at, until_at=at + LASTS,
    )  # fmt: skip
    return f"{letters[:5]}-{letters[5:]}", made


def use(code: str, person: Person, at: datetime) -> str | Refused:
    """Come in by a code: the reference of the escalation it opens. Somebody who is in it already spends nothing.

    A code that is wrong, used, out of date or somebody else's gives one and the same refusal, and counts as a try.
    """
    tries = WrongCode.objects.filter(person=person)
    tries.filter(at__lte=at - WITHIN).delete()
    tried = WrongCode.objects.create(person=person, at=at)  # before looking: two at once are both counted
    if tries.count() > WRONG_CODES:
        tried.delete()
        return ENOUGH
    ref = _used(code, person, at)
    if ref is None:
        return WRONG
    tried.delete()
    return ref


def of(row: Escalation) -> list[Pass]:
    """The passes to an escalation, latest first: who made each, for which agency, who used it and when."""
    return list(Pass.objects.filter(escalation=row).select_related("agency", "made_by", "used_by").order_by("-made_at"))


@transaction.atomic
def _used(code: str, person: Person, at: datetime) -> str | None:
    """Use the pass up and come in by it, both or neither. Of two who use one at once, one gets in."""
    passes = Pass.objects.select_related("agency", "escalation", "made_by")
    found = passes.filter(digest=_digest(code), until_at__gt=at).first()
    if found is None or not works_at(str(person.pk), found.agency, on(at)) or not _holds_good(found, at):
        return None
    if not Pass.objects.filter(pk=found.pk, used_at__isnull=True).update(used_by=person, used_at=at):
        return None
    by = Actor(person=str(person.pk), agency=found.agency.key)
    comes = ComeIn(by=by, agency=found.agency.key, invited_by=str(found.made_by_id))
    if isinstance(record.submit(found.escalation_id, comes, at), record.Accepted):
        return found.escalation.ref
    known = read.may(person, found.escalation, at).allowed
    transaction.set_rollback(True)
    return found.escalation.ref if known else None


def _holds_good(made: Pass, at: datetime) -> bool:
    """Whether whoever made it has not left the partnership since, nor been shut out of what it opens.

    The end of their shift does not matter: whoever is on next was rung by them.
    """
    maker, sight = read.viewer(made.made_by, at), read.sight(made.escalation)
    return maker.person not in sight.conflicted and sight.partnership in maker.partnerships


def _digest(code: str) -> str:
    """The hash of a code, however it was typed: spaces, dashes and small letters make no difference.

    It needs our secret: a code is short enough to be guessed from a plain hash by whoever has a copy of the database.
    """
    letters = "".join(filter(str.isalnum, code.upper()[:100]))
    return hmac.new(settings.SECRET_KEY.encode(), f"pass:{letters}".encode(), hashlib.sha256).hexdigest()
