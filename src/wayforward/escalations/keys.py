"""The keys in use: the master key of this machine, and with it the key of each escalation."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from wayforward.escalations import sealing
from wayforward.escalations.models import Escalation, SealingKey


def master() -> bytes:
    """The master key. Raises MasterKeyMissing with what to do."""
    return sealing.master_key(_file())


def fitting_master() -> bytes:
    """The master key, once it has opened one of the keys that are stored, so that nothing is sealed past reading.

    Raises MasterKeyMissing when it is the key of another record, as after a restore to the wrong place.
    """
    key = master()
    stored = SealingKey.objects.order_by("pk").first()
    if stored is not None:
        try:
            sealing.unwrap(key, bytes(stored.wrapped), str(stored.pk))
        except sealing.SealBroken as problem:
            raise sealing.MasterKeyMissing(
                f"The sealing key at {_file()} is not the one that this record is sealed with. "
                "Put the right one there. Nothing has been written."
            ) from problem
    return key


def unreadable() -> str:
    """Why what is sealed could not be read now, whatever this process has read before; empty where it could."""
    try:
        key = sealing.master_key.__wrapped__(_file())  # anew: the file may have gone since it was read
        stored = SealingKey.objects.order_by("pk").first()
        if stored is not None:
            sealing.unwrap(key, bytes(stored.wrapped), str(stored.pk))
    except sealing.MasterKeyMissing as problem:
        return str(problem)
    except sealing.SealBroken:
        return f"The sealing key at {_file()} is not the one that this record is sealed with."
    return ""


def key_of(row: Escalation) -> bytes:
    """The key of an escalation. Raises MasterKeyMissing, and SealBroken where the master key does not open it."""
    return sealing.unwrap(master(), bytes(row.key.wrapped), str(row.pk))


def _file() -> Path:
    return Path(settings.WAYFORWARD_SEALING_KEY_FILE)
