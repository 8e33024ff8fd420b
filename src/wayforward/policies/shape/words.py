"""The kinds of value that the policy language is made of: ids, texts, lists of names, hours, conditions."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from wayforward.policies.errors import quoted
from wayforward.policies.source import Located, Place


def kebab(name: str) -> str:
    """The key of the language for a field of ours: `if_` is "if", `review_due` is "review-due"."""
    return name.rstrip("_").replace("_", "-")


class Shape(BaseModel):
    """A mapping of the language. It refuses unknown keys, converts nothing, and knows where it stands."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, alias_generator=kebab)
    _place: Place | None = PrivateAttr(None)

    @model_validator(mode="wrap")
    @classmethod
    def keep_the_place(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        made = handler(data)
        if isinstance(data, Located):
            made._place = data.place
        return made

    @property
    def place(self) -> Place:
        assert self._place is not None, "a shape is only ever made from a source"
        return self._place


def said(says: str, default: Any = ...) -> Any:
    """A key with the sentence that an editor shows beside it. Without a default it must be given."""
    return Field(default, description=says)


def wrong(what: str, write: str) -> PydanticCustomError:
    """A mistake in one value, in our words."""
    return PydanticCustomError("said", "{what}", {"what": what, "write": write})


_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_CLOSING = re.compile(rf"{_HOUR.pattern}|24:00(:00)?")


def _id(text: str) -> str:
    if not _KEBAB.fullmatch(text):
        plain = "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "a-short-name"
        raise wrong(f"“{text}” is not an id: ids are small letters, digits and single hyphens", plain)
    return text


def _text(text: str) -> str:
    if not text.strip():
        raise wrong("the text is empty", "a sentence, or leave the key out")
    return text


def _hour(text: str) -> str:
    if not _HOUR.fullmatch(text):
        raise wrong(f"“{text}” is not an hour of the day", '"17:00", with two digits each and in quotation marks')
    return text


def _hour_or_none(text: str) -> str:
    return text if text == "none" else _hour(text)


def _closing(text: str) -> str:
    return text if _CLOSING.fullmatch(text) else _hour(text)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _once(names: list[str]) -> list[str]:
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise wrong(f"“{twice}” stands twice in this list", "it once")
    return names


Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{_KEBAB.pattern}$"})]
Text = Annotated[str, AfterValidator(_text)]
Hour = Annotated[str, AfterValidator(_hour), WithJsonSchema({"type": "string", "pattern": f"^{_HOUR.pattern}$"})]
Closing = Annotated[
    str, AfterValidator(_closing), WithJsonSchema({"type": "string", "pattern": f"^({_CLOSING.pattern})$"})
]  # an hour, or the end of the day: "24:00"
HourOrNone = Annotated[
    str, AfterValidator(_hour_or_none), WithJsonSchema({"type": "string", "pattern": f"^({_HOUR.pattern}|none)$"})
]
Names = Annotated[list[Text], BeforeValidator(_listed, json_schema_input_type=str | list[str]), AfterValidator(_once)]
If = dict[str, Any]


class StatementShape(Shape):
    """What one place of the source says about one thing. Two that disagree are both kept."""

    clause: Text = said("The clause that states it.")
    where: Text = said("Where it stands: prose, diagram, footnote, heading, example, form or summary.", "prose")
    about: Text = said("The one thing, in the same words in each statement about it: who writes to the chair.")
    says: Text = said("What this place says about it, in few words.")


class Cites(Shape):
    """The clauses that something rests on, local fillings, what is left unsaid."""

    clauses: Names = said("Ids of the clauses that this rests on.", [])
    assumption: Names = said("Ids of the assumptions that fill what the text leaves open.", [])
    silent: Text | None = said("What the text leaves unsaid here, in one sentence.", None)
    unstated: Names = said("Keys of this that the text does not state, whether filled here or left out: [from].", [])


class Rests(Cites):
    """What every element may carry: what it rests on, what is left unsaid, what each place of the source says."""

    stated: list[StatementShape] = said("What each place of the source says about it, where several do.", [])


__all__ = [
    "Cites", "Closing", "Hour", "HourOrNone", "Id", "If", "Names", "Rests", "Shape", "StatementShape", "Text", "kebab",
    "quoted", "said", "wrong",
]  # fmt: skip
