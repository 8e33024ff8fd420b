"""The address of a watcher outside, which is called while all is well and raises the alarm when the calls stop."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def watcher(url: str) -> str:
    """The address; empty where nobody watches. Raises ImproperlyConfigured where others could read it on the way."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)):
        return url
    raise ImproperlyConfigured(
        "WAYFORWARD_HEARTBEAT_URL is not an address that can be called safely. "
        "Write one that begins with https://, or leave it out."
    )
