"""Sealing: what names or tells of a person is encrypted with a key per escalation, and that key with a master key.

The master key lives in a file apart from the database and its backups. Destroying an escalation's wrapped key
makes everything sealed under it unreadable for ever, while the chain over the ciphertext still verifies.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEY = 32


class SealBroken(Exception):
    """Sealed data does not open: changed, moved from another place, or sealed under another key."""


class MasterKeyMissing(Exception):
    """The master key cannot be used, so nothing is written: never plain text instead."""


@lru_cache(maxsize=4)
def master_key(path: Path) -> bytes:
    """The master key in this file: 64 hexadecimal characters. Raises MasterKeyMissing with what to do."""
    try:
        text = path.read_text("ascii").strip()
        key = bytes.fromhex(text)
    except FileNotFoundError:
        raise MasterKeyMissing(
            f"There is no sealing key at {path}. Write one with: wayforward new-sealing-key {path}"
        ) from None
    except (OSError, ValueError) as problem:
        raise MasterKeyMissing(f"The sealing key at {path} cannot be read: {problem}.") from problem
    if len(key) != KEY:
        raise MasterKeyMissing(f"The sealing key at {path} must be {KEY * 2} hexadecimal characters, not {len(text)}.")
    return key


def write_master_key(path: Path) -> None:
    """A new master key, readable by its owner alone. Refuses (FileExistsError) to replace one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(KEY) + "\n")


def new_key(master: bytes, escalation: str) -> tuple[bytes, bytes]:
    """A fresh key for one escalation: itself, and wrapped for storing."""
    key = secrets.token_bytes(KEY)
    return key, seal(master, key, f"key:{escalation}")


def unwrap(master: bytes, wrapped: bytes, escalation: str) -> bytes:
    return unseal(master, wrapped, f"key:{escalation}")


def seal(key: bytes, data: bytes, place: str) -> bytes:
    """AES-256-GCM under a random nonce, bound to `place`: it opens nowhere else."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """The data again. Raises SealBroken when one bit or the place differs; never an empty answer instead."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except (InvalidTag, ValueError) as problem:
        raise SealBroken(f"What is sealed at {place} does not open.") from problem
