"""The file of a version: taken away singly or as one, read in, and edited as text by those who would rather."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from wayforward.policies.sources import CLAUSES, EXAMPLES, POLICY
from wayforward.policies.writing.faults import reading
from wayforward.web import fields, hold
from wayforward.web.fields import Option
from wayforward.web.pages.desk.writing.page import Writing, writing

ACCEPTED = "accepted.yaml"
FILES = (POLICY, CLAUSES, EXAMPLES, ACCEPTED)
YAML, ZIP = "application/yaml", "application/zip"
MOST = 1_500_000  # bytes and characters
MISTAKES = 50  # on one page


class FileIn(fields.Questions):
    """A file from the computer, or its text."""

    marks_optional = False
    name = fields.Select("Which file?", [Option(n, n) for n in FILES], empty="Choose a file", missing="Choose a file")
    file = fields.Upload("Choose the file on your computer", most=MOST, accept=".yaml,.yml,.txt", required=False)
    text = fields.Textarea("Or write its text here", rows=16, most=None, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"].most = MOST  # type: ignore[attr-defined]  # a question of typed words has one

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not found.get("file") and not found.get("text") and not self.errors:
            self.add_error("text", "Choose a file or write its text")
        return found


@hold.kept_for_its_writer
def page(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    desk = writing(request, area, version, reads=True)
    chosen = request.GET.get("file", POLICY)
    chosen = chosen if chosen in desk.texts and chosen in FILES else POLICY
    form = FileIn(
        request.POST or None, request.FILES or None, initial={"name": chosen, "text": desk.texts.get(chosen, "")}
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _taken_in(request, desk, form)
    kept = hold.kept_on(_place(request, desk), desk.desk.person) if request.method == "GET" and desk.open else None
    if kept is not None and ("file" not in request.GET or kept.get("name") == chosen):
        form = FileIn(initial={"name": kept.get("name", ""), "text": kept.get("text", "")})
    return _page(request, desk, form)


def _taken_in(request: HttpRequest, desk: Writing, form: FileIn) -> HttpResponse:
    """The file is put in place where it loads; where it does not, every mistake is shown, and it may be kept so."""
    name, given = form.cleaned_data["name"], form.cleaned_data["file"]
    try:
        text = given.read().decode() if given else form.cleaned_data["text"]
    except UnicodeDecodeError:
        form.add_error("file", "The file must be text in UTF-8. Save it as UTF-8 and choose it again.")
        return _page(request, desk, form)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    texts = {**desk.texts, name: text if text.endswith("\n") else f"{text}\n"}
    faults = reading(texts).faults
    if faults and "anyway" not in request.POST:
        if given:  # a browser sends no file twice: its text stands in the box, and nothing is lost
            form = FileIn(initial={"name": name, "text": text})
        return _page(request, desk, form, faults=faults[:MISTAKES], more=reading(texts).more)
    if refused := desk.save(request, texts):
        return _page(request, desk, FileIn(initial={"name": name, "text": text}), refusal=refused)
    hold.sent(_place(request, desk), desk.desk.person)
    messages.success(request, f"{name} is in its place.")
    return HttpResponseRedirect(f"{desk.address('desk-file')}?file={name}")


def _place(request: HttpRequest, desk: Writing) -> hold.Place:
    person, partnership = str(desk.desk.person.pk), str(desk.desk.partnership.pk)
    return hold.Place(person, partnership, f"desk:{desk.version.pk}:file", request.get_full_path())


def _page(request: HttpRequest, desk: Writing, form: FileIn, **more: Any) -> HttpResponse:
    return render(request, "desk/file.html", desk.frame(
        "desk-file", title="The file", form=form, ticket=hold.ticket(_place(request, desk)),
        files=[
            {"name": name, "href": desk.address("desk-file-away", name), "lines": desk.texts[name].count("\n"),
             "edit": f"{desk.address('desk-file')}?file={name}#id_text"}
            for name in FILES if name in desk.texts
        ],
        whole=desk.address("desk-file-away", f"{_called(desk)}.zip"), **more,
    ))  # fmt: skip


@login_required
def away(request: HttpRequest, area: str, version: UUID, name: str) -> HttpResponse:
    """One file of the version, or all of them in one."""
    desk = writing(request, area, version, reads=True)
    if name == f"{_called(desk)}.zip":
        return _sent(_zipped(desk), ZIP, name)
    if name not in desk.texts:
        raise Http404
    return _sent(desk.texts[name].encode(), YAML, name)


def _called(desk: Writing) -> str:
    return re.sub(r"[^a-z0-9]+", "-", desk.version.policy.lower()).strip("-") or desk.desk.area


def _zipped(desk: Writing) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(desk.texts.items()):
            where = f"{_called(desk)}/{name}" if not name.startswith("../") else name.removeprefix("../")
            entry = zipfile.ZipInfo(where, date_time=desk.version.saved_at.timetuple()[:6])
            archive.writestr(entry, text)
    return held.getvalue()


def _sent(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=f"{kind}; charset=utf-8" if kind == YAML else kind)
    answer["Content-Disposition"] = f'attachment; filename="{name.rpartition("/")[2]}"'
    return answer
