"""Questions answered by typing: a line, several lines, an address, a secret, a whole number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markupsafe import Markup, escape

from wayforward.web.fields.question import Asked, Params, Question

LINE, LINES = 300, 20_000  # characters: what one line and what several hold


class _Line(Asked):
    """One line to type in. `width` is the Design System's: "2" to "20" characters, "two-thirds" or "full"."""

    kind = "text"

    def __init__(
        self,
        question: str,
        *,
        width: str = "",
        autocomplete: str = "",
        spellcheck: bool | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(question, **rest)
        self.width = width
        self.autocomplete = autocomplete
        self.spellcheck = spellcheck

    def params(self, question: Question) -> Params:
        value = question.value()
        return question.frame() | {
            "id": question.auto_id,
            "name": question.html_name,
            "label": question.label_params(),
            "type": self.kind,
            "value": "" if value is None else str(value),
            "classes": _width(self.width),
            "autocomplete": self.autocomplete,
            "spellcheck": self.spellcheck,
        }


class Text(_Line, forms.CharField):
    """One line of words, of 300 characters at most unless it is told another number."""

    def __init__(self, question: str, *, most: int = LINE, **rest: Any) -> None:
        super().__init__(question, **rest)
        self.most = most

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        _refuse_beyond(self.most, text, str(self.label))
        return text


class Email(Text, forms.EmailField):
    """An email address."""

    kind = "email"
    default_error_messages = {"invalid": "Enter an email address in the correct format, like name@example.com"}

    def __init__(self, question: str, **rest: Any) -> None:
        super().__init__(question, autocomplete="email", spellcheck=False, **rest)


class Password(Text):
    """A secret. It may be pasted or filled by a password manager, and is never drawn back on the page."""

    kind = "password"

    def __init__(self, question: str, **rest: Any) -> None:
        rest.setdefault("autocomplete", "current-password")
        super().__init__(question, strip=False, spellcheck=False, **rest)

    def params(self, question: Question) -> Params:
        return super().params(question) | {"value": ""}


class WholeNumber(_Line):
    """A count, from `least` to `most`. Gives an int, or None when an optional one is left empty."""

    def __init__(self, question: str, *, least: int = 0, most: int | None = None, **rest: Any) -> None:
        rest.setdefault("width", "4")
        super().__init__(question, **rest)
        self.least = least
        self.most = most

    def to_python(self, value: object) -> int | None:
        typed = str(value or "").strip().replace(",", "")
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ValidationError(f"{self.label} must be a whole number, like {max(self.least, 3)}", code="invalid")
        number = int(typed)
        if number < self.least:
            raise ValidationError(f"{self.label} must be {self.least} or more", code="too-small")
        if self.most is not None and number > self.most:
            raise ValidationError(f"{self.label} must be {self.most} or fewer", code="too-big")
        return number

    def params(self, question: Question) -> Params:
        return super().params(question) | {"inputmode": "numeric"}


class Textarea(Asked, forms.CharField):
    """Several lines. With `most`, the page says how many characters there is room for; no script counts.

    Without, 20,000 are the most: more than anybody types, and the page does not speak of it.
    """

    component = "textarea"

    def __init__(self, question: str, *, most: int | None = None, rows: int = 5, **rest: Any) -> None:
        super().__init__(question, **rest)
        self.most = most or LINES
        self.told = most is not None
        self.rows = rows
        if self.told:
            self.component = "character-count"

    def to_python(self, value: object) -> str:
        """Line ends as one character each: a browser posts two, and a limit that counts both is wrong."""
        text = super().to_python(value) or ""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        _refuse_beyond(self.most, text, str(self.label))
        return text

    def params(self, question: Question) -> Params:
        params = question.frame() | {
            "id": question.auto_id,
            "name": question.html_name,
            "label": question.label_params(),
            "rows": self.rows,
            "value": _kept_lines(question.value()),
        }
        if self.told:
            # The macro would print 2000; people read 2,000 at a glance.
            params |= {
                "maxlength": self.most,
                "textareaDescriptionText": f"You can enter up to {self.most:,} characters",
            }
        return params


def _refuse_beyond(most: int, text: str, label: str) -> None:
    if len(text) > most:
        what = f"The answer to “{label}”" if label.endswith("?") else label
        raise ValidationError(
            f"{what} must be {most:,} characters or fewer. You entered {len(text):,}.", code="too-long"
        )


def _kept_lines(value: object) -> Markup:
    """The macros indent what they nest, and would indent the second line of what somebody wrote."""
    text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
    return escape(text).replace("\n", Markup("&#10;"))


def _width(width: str) -> str:
    if not width or width == "full":
        return ""
    return f"govuk-input--width-{width}" if width.isdigit() else f"govuk-!-width-{width}"
