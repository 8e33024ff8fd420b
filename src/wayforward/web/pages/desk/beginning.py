"""Begin a version: from a blank page, from the policy in force, from another one, or from a file."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.core.working_time import AmountError, parse_amount
from wayforward.desk import drafts
from wayforward.desk.drafts import Shipped, Source, Texts
from wayforward.desk.models import Version
from wayforward.policies import shelf
from wayforward.policies.sources import POLICY
from wayforward.policies.writing.beginning import USUAL, Begun, blank, copied
from wayforward.policies.writing.known import SUBJECTS
from wayforward.web import fields, hold
from wayforward.web.fields import Option
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.holding import bound, place

BLANK, IN_FORCE, FILE = "blank", "in-force", "file"
LATEST = 10  # versions to begin from
MOST_STAGES = 6
MOST_FILE = 3_000_000  # bytes
UNREADABLE = (  # what a zip file that is broken, locked or packed in a way of its own ends in
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, ValueError, OSError, EOFError,
)  # fmt: skip
KINDS = (*USUAL, "Probation", "Housing")
NATIONS = (
    ("england", "England"), ("wales", "Wales"), ("scotland", "Scotland"), ("northern-ireland", "Northern Ireland"),
)  # fmt: skip
WITHOUT = "Its telephone numbers and addresses are left out: they are another partnership’s."


@hold.kept_for_its_writer
def begin(request: HttpRequest, area: str) -> HttpResponse:
    """Choose what to begin from."""
    desk = access.office(request, area)
    sources = _sources(desk)
    asked = request.GET.get("from", "")
    form = _question(sources)(
        request.POST or None, request.FILES or None, initial={"source": asked if asked in sources else ""}
    )  # fmt: skip
    page = frame(desk) | {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/begin.html", page)
    chosen = form.cleaned_data["source"]
    if chosen == BLANK:
        return HttpResponseRedirect(reverse("desk-new-blank", args=[area]))
    source = Texts(form.cleaned_data["texts"], "A file") if chosen == FILE else sources[chosen][1]
    if isinstance(source, Shipped):
        source = _copied(source, desk)
    version = drafts.begin(desk.partnership, desk.person, desk.at, source)
    if isinstance(version, Refused):
        return render(request, "desk/begin.html", page | {"refusal": version.says})
    return _begun(request, area, version)


@hold.kept_for_its_writer
def from_blank(request: HttpRequest, area: str) -> HttpResponse:
    """A few questions, and a policy that loads."""
    desk = access.office(request, area)
    kept = place(request, desk, "blank")
    form = bound(FromBlank, request, kept, desk)
    page = frame(desk) | {"form": form, "ticket": hold.ticket(kept), "back_to": reverse("desk-new", args=[area])}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/begin_blank.html", page)
    said = form.cleaned_data
    texts = blank(Begun(
        policy=desk.partnership.key, title=said["title"], partnership=desk.partnership.name, nation=said["nation"],
        subjects=said["subjects"], agencies=said["all_agencies"], stages=said["stages"], decider=said["decider"],
        office=said["office"], office_email=said["office_email"], office_phone=said["office_phone"],
    ))  # fmt: skip
    version = drafts.begin(desk.partnership, desk.person, desk.at, Texts(texts, "A blank page"))
    if isinstance(version, Refused):
        return render(request, "desk/begin_blank.html", page | {"refusal": version.says})
    hold.sent(kept, desk.person)
    return _begun(request, area, version)


def _begun(request: HttpRequest, area: str, version: Version) -> HttpResponse:
    messages.success(request, "The draft is begun. Nothing that anybody follows has changed.")
    return HttpResponseRedirect(reverse("desk-write", args=[area, version.pk]))


def _sources(desk: access.Desk) -> dict[str, tuple[Option, Source]]:
    """What can be begun from, by what the form calls it."""
    found: dict[str, tuple[Option, Source]] = {}
    if desk.adoption is not None:
        found[IN_FORCE] = (Option(IN_FORCE, f"The policy in force in {desk.partnership.area}"), desk.adoption)
    rows = Version.objects.filter(partnership=desk.partnership).order_by("-saved_at", "pk")[:LATEST]
    for row in rows:
        number = f", version {row.number}" if row.number else ""
        option = Option(str(row.pk), f"{row.title or 'A draft without a title'}{number}", row.get_state_display())
        found[str(row.pk)] = (option, row)
    for policy in shelf.names():
        loaded = shelf.load(policy)
        key = f"shipped-{policy}"
        option = Option(key, f"{loaded.title}: {loaded.partnership}", f"Comes with Wayforward. {WITHOUT}")
        found[key] = (option, Shipped(policy))
    return found


def _copied(source: Shipped, desk: access.Desk) -> Texts:
    """Another partnership's policy as this one's own draft."""
    loaded = shelf.load(source.policy)
    texts = copied(shelf.texts(source.policy), desk.partnership.key, desk.partnership.name)
    return Texts(texts, f"{loaded.title}, {loaded.partnership}, without its numbers")


def _question(sources: dict[str, tuple[Option, Source]]) -> type[fields.Questions]:
    options = [option for option, _ in sources.values()]
    page = Option(BLANK, "A blank page", "You answer a few questions, and fill in the rest part by part.")
    file = Option(FILE, "A file", "A policy.yaml, or a zip file that was taken from here.", reveals="file")
    asked: dict[str, Any] = {
        "source": fields.Radios(
            "What do you begin from?", [page, *options, file], missing="Choose what to begin from"
        ),
        "file": fields.Upload("Choose the file", most=MOST_FILE, accept=".yaml,.yml,.txt,.zip", required=False),
    }  # fmt: skip
    return type("Beginning", (_Beginning,), {**asked, "__module__": __name__})


class _Beginning(fields.Questions):
    marks_optional = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("source") == FILE and "file" not in self.errors:
            if not given.get("file"):
                self.add_error("file", "Choose the file")
            else:
                try:
                    given["texts"] = texts_in(given["file"].name or "", given["file"].read())
                except ValidationError as wrong:
                    self.add_error("file", wrong)
        return given


def texts_in(name: str, content: bytes) -> dict[str, str]:
    """The texts of an uploaded file: a policy in one file, or a zip of several. Raises ValidationError."""
    try:
        if not name.lower().endswith(".zip"):
            return {POLICY: _text(content)}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [one for one in archive.infolist() if one.filename.endswith(".yaml")]
            if sum(one.file_size for one in inside) > MOST_FILE or len(inside) > drafts.MOST_FILES:
                raise ValidationError("The zip file holds too much for one policy. Choose another one.")
            texts = {one.filename: _text(archive.read(one)) for one in inside}
    except UNREADABLE:
        raise ValidationError("The zip file cannot be opened. Choose another one.") from None
    own = min((n for n in texts if n.rpartition("/")[2] == POLICY), key=len, default="")
    if not own:
        raise ValidationError(f"The zip file holds no {POLICY}. Choose another one.")
    folder = own.removesuffix(POLICY)
    return {_inside(name, folder): text for name, text in texts.items()}


def _inside(name: str, folder: str) -> str:
    """A file's name from the folder of the policy; another policy's folder stands beside it."""
    return name.removeprefix(folder) if not folder or name.startswith(folder) else f"../{name}"


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise ValidationError("The file must be text in UTF-8. Save it as UTF-8 and choose it again.") from None


class FromBlank(fields.Questions):
    """The questions of a blank page."""

    title = fields.Text("What is your policy called?", most=200)
    nation = fields.Radios("Whose bank holidays count?", [Option(*one) for one in NATIONS], initial="england")
    subjects = fields.Checkboxes(
        "Whom may a disagreement be about?", [Option(*one) for one in SUBJECTS.items()],
        initial=["child", "young-person", "unborn"],
    )  # fmt: skip
    agencies = fields.Checkboxes(
        "Which agencies have a place in it?", [Option(kind, kind) for kind in KINDS], required=False
    )
    others = fields.Textarea("Other agencies", hint="One on each line.", rows=3, required=False)
    decider = fields.Text(
        "Who decides at the end?", hint="A role, such as Independent chair. Empty: nobody does.", required=False
    )
    office = fields.Text("Which role in your office is told?", initial="Partnership manager")
    office_email = fields.Email("Its mailbox", hint="Of the role, never of a person.", required=False)
    office_phone = fields.Telephone("Its telephone number", required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for n in range(1, MOST_STAGES + 1):
            self.fields[f"stage_{n}"] = fields.Text(
                f"Stage {n}: what does the text call it?", hint="Such as Stage One." if n == 1 else "", most=80,
                required=n == 1,
            )  # fmt: skip
            self.fields[f"time_{n}"] = fields.Text(
                f"Stage {n}: how long may it take?", most=60, required=False, width="20",
                hint="Such as 5 working days, or 48 hours. Empty: the text gives no time." if n == 1 else "",
            )  # fmt: skip
        last = ("decider", "office", "office_email", "office_phone")
        self.order_fields([name for name in self.fields if name not in last] + list(last))

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        typed = [line.strip() for line in str(said.get("others") or "").splitlines() if line.strip()]
        said["all_agencies"] = list(dict.fromkeys([*(said.get("agencies") or []), *typed]))
        if not said["all_agencies"]:
            self.add_error("agencies", "Select at least one agency")
        said["stages"] = self._stages(said)
        return said

    def _stages(self, said: Mapping[str, Any]) -> list[tuple[str, str | None]]:
        found: list[tuple[str, str | None]] = []
        for n in range(1, MOST_STAGES + 1):
            label, time = said.get(f"stage_{n}") or "", said.get(f"time_{n}") or ""
            if time and not label:
                self.add_error(f"stage_{n}", f"Enter what stage {n} is called, or take its time out")
            if time:
                self._check(f"time_{n}", time)
            if label:
                found.append((label, time or None))
        return found

    def _check(self, name: str, time: str) -> None:
        try:
            parse_amount(time)
        except AmountError as wrong:
            self.add_error(name, str(wrong))
