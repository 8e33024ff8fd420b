"""Questions answered with a file, and with a telephone number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File

from wayforward.directory.numbers import LIKE, telephone
from wayforward.web.fields.question import Asked, Params, Question
from wayforward.web.fields.typed import Text


class Upload(Asked, forms.FileField):
    """One file of at most `most` bytes. The form that asks for it must be sent as multipart/form-data."""

    component = "file-upload"
    verb = "Choose"

    def __init__(self, question: str, *, most: int, accept: str = "", **rest: Any) -> None:
        super().__init__(question, **rest)
        self.most = most
        self.accept = accept
        self.error_messages["empty"] = "The file is empty. Choose another one."
        self.error_messages["invalid"] = self.error_messages["required"]

    def to_python(self, data: File[Any] | None) -> File[Any] | None:
        file = super().to_python(data)
        if file is not None and (file.size or 0) > self.most:
            raise ValidationError(f"The file must be {self.most // 1_000_000} MB or smaller", code="too-big")
        return file

    def params(self, question: Question) -> Params:
        return question.frame() | {
            "id": question.auto_id,
            "name": question.html_name,
            "label": question.label_params(),
            "attributes": {"accept": self.accept} if self.accept else {},
        }


class Telephone(Text):
    """A telephone number, with its spaces as they were typed: people read numbers aloud in groups they know."""

    kind = "tel"

    def __init__(self, question: str, **rest: Any) -> None:
        rest.setdefault("width", "20")
        super().__init__(question, spellcheck=False, **rest)

    def to_python(self, value: object) -> str:
        typed = super().to_python(value)
        number = telephone(typed) if typed else ""
        if number is None:
            raise ValidationError(f"Enter a telephone number, {LIKE}", code="invalid")
        return number
