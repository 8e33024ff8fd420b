"""The texts that make up one policy, and the digest that names exactly these texts for ever."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from wayforward.policies.errors import PolicyError, PolicyErrors, UnknownPolicy

POLICY, CLAUSES, EXAMPLES, ACCEPTED = "policy.yaml", "clauses.yaml", "examples.yaml", "accepted.yaml"
_EXTENDS = re.compile(r"""^["']?extends["']?[ ]*:[ ]*["']?([^"'#\s]+)""", re.MULTILINE)


@dataclass(frozen=True)
class Sources:
    """Texts by file name, relative to the policy's own folder. `folder` is what errors call it."""

    texts: tuple[tuple[str, str], ...]
    main: str = POLICY
    folder: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str], main: str = POLICY, folder: str = "") -> Sources:
        return cls(tuple(sorted(texts.items())), main, folder)

    def text(self, name: str) -> str | None:
        return dict(self.texts).get(name)

    def policy_at(self, name: str) -> str:
        """The file of a policy that is named by its folder or by its file."""
        inside = posixpath.join(name, POLICY)
        return inside if self.text(name) is None and self.text(inside) is not None else name

    def shown(self, name: str) -> str:
        """The name of a file in an error: "barnsley/policy.yaml"."""
        return posixpath.normpath(posixpath.join(self.folder, name))

    @property
    def digest(self) -> str:
        """SHA-256 over the policy, its account of clauses and what was accepted. Its examples may grow."""
        import hashlib  # noqa: PLC0415 -- a policy that is read from the cache has its digest already

        sha = hashlib.sha256()
        for name, text in self.texts:
            if posixpath.basename(name) != EXAMPLES:
                sha.update(f"{len(name)}:{name}{len(text)}:{text}".encode())
        return sha.hexdigest()

    @property
    def whole(self) -> str:
        """Everything that reading rests on, with the names that errors use: what a cache may go by."""
        named = "".join(f"{name} {len(text)}\n{text}\n" for name, text in self.texts)
        return f"{self.folder}/{self.main}\n{named}"


def beside(name: str, other: str) -> str:
    """The name of a file that stands in the folder of another, or is given relative to it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), other))


def gather(file: str | os.PathLike[str]) -> Sources:
    """The texts of a policy file, its folder and the policies it extends. Raises PolicyErrors, UnknownPolicy."""
    texts: dict[str, str] = {}
    folder, name = os.path.split(os.path.abspath(file))
    _gather(folder, name, texts)
    accepted = os.path.join(folder, ACCEPTED)
    if name == POLICY and os.path.isfile(accepted):  # its own alone: nobody accepts for those who extend it
        texts[ACCEPTED] = text_of(accepted)
    return Sources.of(texts, name, os.path.basename(os.path.realpath(folder)))


def _gather(folder: str, name: str, texts: dict[str, str]) -> None:
    if os.path.isdir(os.path.join(folder, name)):
        name = posixpath.join(name, POLICY)
    if name in texts or not os.path.isfile(os.path.join(folder, name)):
        return  # a file that is missing, or that comes round again, is told with its line when it is read
    texts[name] = text_of(os.path.join(folder, name))
    if posixpath.basename(name) == POLICY:  # a policy under another name is a policy in one file
        for other in (beside(name, CLAUSES), beside(name, EXAMPLES)):
            if os.path.isfile(os.path.join(folder, other)):
                texts[other] = text_of(os.path.join(folder, other))
    if "extends" in texts[name] and (extends := _EXTENDS.search(texts[name])):
        _gather(folder, beside(name, extends[1]), texts)


def text_of(file: str) -> str:
    """The text of a file. Raises UnknownPolicy where it cannot be read, PolicyErrors where it is not in UTF-8."""
    try:
        with open(file, "rb") as opened:
            content = opened.read()
    except OSError as problem:
        raise UnknownPolicy(f"{file} cannot be read: {problem.strerror}. Name a file that can.") from None
    try:
        return content.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        shown = f"{os.path.basename(os.path.dirname(os.path.realpath(file)))}/{os.path.basename(file)}"
        line = content[: error.start].count(b"\n") + 1
        what = "a character here is not in UTF-8"
        raise PolicyErrors([PolicyError(shown, line, 1, what, "the file saved as UTF-8")]) from None
