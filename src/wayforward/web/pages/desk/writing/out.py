"""Take an element out of a policy, or call it something else, wherever it is named."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from wayforward.policies.writing.editing import remove
from wayforward.policies.writing.faults import reading
from wayforward.policies.writing.naming import named, rename
from wayforward.web import fields
from wayforward.web.pages.desk.writing.element import back_of, sentence
from wayforward.web.pages.desk.writing.page import named_part, one_of, writing


@login_required
def drop(request: HttpRequest, area: str, version: UUID, part: str, key: str) -> HttpResponse:
    """Take an element out, after showing what would then be wrong."""
    desk, kind = writing(request, area, version), named_part(part)
    element = desk.element(kind, key)
    if kind.one:
        raise Http404
    texts = remove(desk.texts, kind, element.key)
    refusal = ""
    if request.method == "POST":
        refusal = desk.save(request, texts)
        if not refusal:
            messages.success(request, f"{one_of(kind).capitalize()} taken out.")
            return HttpResponseRedirect(back_of(desk, kind, key))
    known = {(fault.what, fault.part, fault.key) for fault in desk.read.faults}
    after = [fault for fault in reading(texts).faults if (fault.what, fault.part, fault.key) not in known]
    return render(request, "desk/remove.html", desk.frame(
        title=f"Take out this {one_of(kind)}?", named=desk.named(element), after=after, one=one_of(kind),
        refusal=refusal, back_to=desk.address("desk-element", kind.id, key),
    ))  # fmt: skip


class Called(fields.Questions):
    name = fields.Text(
        "What is it called in the file?", most=60, hint="Small letters, digits and hyphens, such as stage-1."
    )


@login_required
def called(request: HttpRequest, area: str, version: UUID, part: str, key: str) -> HttpResponse:
    """Call an element something else, wherever it is named."""
    desk, kind = writing(request, area, version), named_part(part)
    element = desk.element(kind, key)
    if not named(kind) or not element.values.get("id"):
        raise Http404
    form = Called(request.POST or None, initial={"name": element.values["id"]})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        texts = rename(desk.texts, kind, key, name)
        known = {fault.what for fault in desk.read.faults}
        wrong = next((f for f in reading(texts).faults if f.what not in known), None)
        if wrong:
            form.add_error("name", sentence(wrong))
        else:
            refusal = desk.save(request, texts)
            if not refusal:
                messages.success(request, "It has its new name, wherever it is used.")
                owner = key.rpartition(".")[0]
                return HttpResponseRedirect(desk.address("desk-element", kind.id, f"{owner}.{name}" if owner else name))
    return render(request, "desk/rename.html", desk.frame(
        title="Change its name in the file", named=desk.named(element), form=form, refusal=refusal,
        back_to=desk.address("desk-element", kind.id, key),
    ))  # fmt: skip
