"""Guessing at a password is slow: after some wrong ones nobody there is listened to for a while.

Counted for an account, for where somebody asks from, and for both together. Whoever has signed in to their account
from the same place in the last month is not held up by strangers who guess at it from elsewhere. An account that
does not exist is counted like any other, so that nobody learns which do.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from wayforward.web.models import SignInTried

WINDOW = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=30)
BOTH, ACCOUNT, PLACE = 10, 25, 50  # wrong ones in the window: 100 an hour for an account, more for an office's address


def listened_to(request: HttpRequest, account: str, at: datetime) -> SignInTried | None:
    """Count somebody's try as a wrong one until it proves right; None where they have to wait, which counts nothing."""
    SignInTried.objects.filter(at__lt=at - KNOWN_FOR).delete()
    SignInTried.objects.filter(at__lt=at - WINDOW, right=False).delete()
    place = _place(request)
    tried = SignInTried.objects.create(
        whose=_digest("account", account), where=_digest("place", place), at=at, right=False
    )  # before looking: of many at once, each is counted
    if _too_many(tried, bool(place)):
        tried.delete()
        return None
    return tried


def right(tried: SignInTried) -> None:
    """The password was theirs: where they are is known from now on."""
    tried.right = True
    tried.save(update_fields=["right"])


def _too_many(tried: SignInTried, placed: bool) -> bool:
    wrong = SignInTried.objects.filter(right=False)
    if wrong.filter(whose=tried.whose, where=tried.where).count() > BOTH:
        return True
    if placed and wrong.filter(where=tried.where).count() > PLACE:
        return True
    known = placed and SignInTried.objects.filter(whose=tried.whose, where=tried.where, right=True).exists()
    return not known and wrong.filter(whose=tried.whose).count() > ACCOUNT


def _place(request: HttpRequest) -> str:
    """Where the browser is: its own address, or the last that our proxy added; empty where nobody says."""
    if settings.WAYFORWARD_BEHIND_PROXY:
        return str(request.headers.get("X-Forwarded-For", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _digest(kind: str, text: str) -> str:
    """Neither addresses nor accounts are stored, and nobody without our secret can work them out from what is."""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"{kind}:{text.strip().casefold()}".encode(), hashlib.sha256).hexdigest()
