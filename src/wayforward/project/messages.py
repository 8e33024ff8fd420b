"""How messages leave, and what their links begin with, refused where they could not work."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY_LENGTH = 73  # of the two keys at the end of a GOV.UK Notify key


def public_address(given: str, hosts: Sequence[str], *, demo: bool) -> str:
    """The address of the pages, without a slash at its end. Where none is given: the first of the allowed hosts."""
    named = next((host.lstrip(".") for host in hosts if host != "*"), "")
    address = given.rstrip("/") or (f"https://{named}" if named else "")
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.hostname and not parts.query and parts.scheme in (("https", "http") if demo else ("https",)):
        return address
    raise ImproperlyConfigured(
        f"WAYFORWARD_ADDRESS is {address}, and people could not follow a link to it safely. "
        "Write the address of the pages, such as https://wayforward.example.org."
    )


def refuse_half_a_channel(channel: str, key: str, template: str) -> None:
    """Raises ImproperlyConfigured where messages could not leave by the way that was chosen."""
    if channel not in ("email", "notify"):
        raise ImproperlyConfigured(
            f"WAYFORWARD_CHANNEL is {channel}. Write email for a mail server, or notify for GOV.UK Notify."
        )
    if channel == "notify" and len(key) < KEY_LENGTH:
        raise ImproperlyConfigured(
            "WAYFORWARD_CHANNEL is notify, and WAYFORWARD_NOTIFY_KEY is no key of GOV.UK Notify. "
            "Write a live key of your service there."
        )
    if channel == "notify" and not template:
        raise ImproperlyConfigured(
            "WAYFORWARD_CHANNEL is notify, and WAYFORWARD_NOTIFY_TEMPLATE is not set. Write the id of an email "
            "template with the fields reference, due, link and name."
        )
