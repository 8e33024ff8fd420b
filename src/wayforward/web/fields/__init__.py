"""The kinds of question a page can ask; each draws its own GOV.UK component and keeps what was typed."""

from wayforward.web.fields.choices import Checkboxes, Option, Radios, Select, Tick, YesNo
from wayforward.web.fields.dates import DateField, DateTimeField
from wayforward.web.fields.files import Telephone, Upload
from wayforward.web.fields.question import Question, Questions
from wayforward.web.fields.rows import Amount, Each, Rows
from wayforward.web.fields.typed import Email, Password, Text, Textarea, WholeNumber

__all__ = [
    "Amount",
    "Checkboxes",
    "DateField",
    "DateTimeField",
    "Each",
    "Email",
    "Option",
    "Password",
    "Question",
    "Questions",
    "Radios",
    "Rows",
    "Select",
    "Telephone",
    "Text",
    "Textarea",
    "Tick",
    "Upload",
    "WholeNumber",
    "YesNo",
]
