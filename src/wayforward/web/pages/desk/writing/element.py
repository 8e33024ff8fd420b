"""One element of a policy: its questions, filled with what it says; change it, or add one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Field
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from wayforward.policies.writing.answers import beyond, said
from wayforward.policies.writing.asking import Ask, asks_of
from wayforward.policies.writing.editing import put
from wayforward.policies.writing.faults import Fault, reading
from wayforward.policies.writing.known import named_after
from wayforward.policies.writing.naming import named
from wayforward.policies.writing.parts import Element, Part, section
from wayforward.policies.writing.splicing import NotByPages
from wayforward.web import fields, hold
from wayforward.web.pages.desk.writing.contents import listed
from wayforward.web.pages.desk.writing.page import INNER, Writing, named_part, of_part, one_of, title_of, writing
from wayforward.web.pages.desk.writing.questions import Answered, form_class, given, initial

ANYWAY = "anyway"  # the button that saves what does not hold together yet
CALLED = ("label", "title", "asks", "says", "term")  # what a new element is named after
NUMBERED = {"assumptions": "A-{}", "governance": "about-{}"}


@hold.kept_for_its_writer
def element(request: HttpRequest, area: str, version: UUID, part: str, key: str) -> HttpResponse:
    """Change one element."""
    desk, kind = writing(request, area, version), named_part(part)
    return _asked(request, desk, kind, desk.element(kind, key))


@hold.kept_for_its_writer
def new(request: HttpRequest, area: str, version: UUID, part: str) -> HttpResponse:
    """Add one. `of` in the address is what it belongs to: the stage of a way out."""
    desk, kind = writing(request, area, version), named_part(part)
    of = request.GET.get("of", "")
    if kind.one or kind.id == "times":
        raise Http404
    if kind.inside:
        owner = kind.path[0] if kind.path.count("*") == 2 and kind.id != "stated" else "times"
        desk.element(named_part(owner), of)
    elif of:
        raise Http404
    return _asked(request, desk, kind, None, of)


def _asked(request: HttpRequest, desk: Writing, part: Part, element: Element | None, of: str = "") -> HttpResponse:
    before: Mapping[str, Any] = element.values if element else _begun(part, request)
    kind = form_class(part.id, desk.known, before, _also(part, element))
    place = hold.Place(
        str(desk.desk.person.pk), str(desk.desk.partnership.pk),
        f"desk:{desk.version.pk}:{part.id}:{(element.key if element else of)[:40]}", request.get_full_path(),
    )  # fmt: skip
    kept = hold.kept_on(place, desk.desk.person) if request.method == "GET" else None
    refusal, faults = "", list[Fault]()
    if request.method == "POST":
        form = kind(request.POST)
        if form.is_valid():
            refusal, faults = _save(request, desk, part, element, of, before, form)
            if not (refusal or faults):
                hold.sent(place, desk.desk.person)
                messages.success(request, f"{one_of(part).capitalize()} saved.")
                return HttpResponseRedirect(_after(desk, part, element, of))
            _place(part, form, faults)
    elif kept:
        form = kind(initial={name: kept_value(kind, kept, name) for name in kind.base_fields})
    else:
        form = kind(initial=initial(part.id, before))
    return render(request, "desk/element.html", desk.frame(
        title=desk.named(element) if element else f"Add a {one_of(part)}",
        caption=title_of(part), one=one_of(part), part=part, element=element, form=form, refusal=refusal,
        groups=_groups(part, form), faults=bool(faults), ticket=hold.ticket(place),
        beyond=[(ask.asks, words) for ask, words in beyond(part.id, before)],
        inner=_inner(desk, part, element), links=_links(desk, part, element),
        wrong=[] if form.is_bound or element is None else of_part(desk.read.faults, part.id, element.key),
        back_to=back_of(desk, part, element.key if element else of),
    ))  # fmt: skip


def kept_value(kind: type[Answered], kept: Any, name: str) -> Any:
    return kind(kept)[name].value()


def _begun(part: Part, request: HttpRequest) -> dict[str, Any]:
    """What the address says of a new element: the agency, line and hours of a gap that is being filled."""
    keys = {"routes": ("agency", "line", "hours", "post")}.get(part.id, ())
    return {key: request.GET[key][:80] for key in keys if request.GET.get(key)}


def _also(part: Part, element: Element | None) -> dict[str, Field]:
    """The number of a clause is the text's own, so it is asked; every other name is made from the words."""
    if part.id == "clauses" and element is None:
        return {"id": fields.Text("What is its number in your text?", hint="Such as 2.1 or SC-17.", most=40)}
    return {}


def _save(
    request: HttpRequest, desk: Writing, part: Part, element: Element | None, of: str, before: Mapping[str, Any],
    form: Answered,
) -> tuple[str, list[Fault]]:  # fmt: skip
    """Put the answers into the text: why not, or what would then be wrong with the element."""
    values = said(part.id, before if element else {}, given(part.id, form.cleaned_data), desk.known)
    if element is None:
        values = _new_name(desk, part, values, form.cleaned_data.get("id", "")) | values
    try:
        texts = put(desk.texts, part, element.key if element else None, values, of=of)
    except NotByPages as stopped:
        return str(stopped), []
    key = element.key if element else section(texts, part).elements[-1].key
    if element is None and of:
        key = [one.key for one in section(texts, part).elements if one.key.startswith(f"{of}.")][-1]
    faults = of_part(reading(texts).faults, part.id, key)
    if faults and ANYWAY not in request.POST:
        return "", faults
    return desk.save(request, texts), []


def _new_name(desk: Writing, part: Part, values: Mapping[str, Any], number: str) -> dict[str, str]:
    if not named(part) or part.id in ("routes", "ways", "moves"):
        return {}
    taken = {one.key.rpartition(".")[2] for one in desk.section(part).elements} | _shared(desk, part)
    if part.id == "clauses":
        return {"id": number}
    if part.id in NUMBERED:
        return {"id": next(name for n in range(1, 999) if (name := NUMBERED[part.id].format(n)) not in taken)}
    words = next((str(values[key]) for key in CALLED if values.get(key)), one_of(part))
    if part.id == "windows":
        words = str(desk_hours(values))
    return {"id": named_after(words, taken, one_of(part).replace(" ", "-"))}


def _shared(desk: Writing, part: Part) -> set[str]:
    """Stages, limits, duties and things to record share their names, because they stand in the same sentences."""
    sharing = ("stages", "caps", "duties", "events")
    if part.id not in sharing:
        return set()
    return {one.key for id in sharing for one in desk.section(named_part(id)).elements}


def desk_hours(values: Mapping[str, Any]) -> str:
    """A name for hours that were just described."""
    if values.get("outside"):
        return f"outside {values['outside']}"
    days = values.get("days") or []
    plain = "weekdays" if days == ["mon", "tue", "wed", "thu", "fri"] else "-".join(days) if len(days) < 4 else "days"
    plain = days if isinstance(days, str) else plain
    return f"{plain} {values.get('from', '')} {values.get('until', '')}".replace(":00", "")


def _place(part: Part, form: Answered, faults: list[Fault]) -> None:
    """Each mistake at the question whose answer it is about; what is about none of them stands above."""
    asks = asks_of(part.id)
    for fault in faults:
        keys = tuple(step for step in fault.at if isinstance(step, str))
        best = max((a for a in asks if _about(a, keys)), key=lambda a: len(a.at), default=None)
        form.add_error(best.name if best and best.name in form.fields else None, sentence(fault))


def _about(ask: Ask, keys: tuple[str, ...]) -> bool:
    return bool(keys) and (ask.at == keys[: len(ask.at)] or keys == ask.at[: len(keys)])


def sentence(fault: Fault) -> str:
    what = f"{fault.what[:1].upper()}{fault.what[1:]}"
    return f"{what}. Write: {fault.write}"


def _after(desk: Writing, part: Part, element: Element | None, of: str) -> str:
    if part.id == "routes" and element is None:
        return desk.address("desk-week")
    return back_of(desk, part, element.key if element else of)


def back_of(desk: Writing, part: Part, key: str) -> str:
    if part.one:
        return desk.address("desk-write")
    if part.id == "stated":
        return desk.address("desk-element", "times", key.partition(".")[0])
    if part.inside and part.id != "times":
        return desk.address("desk-element", part.path[0], key.partition(".")[0])
    return desk.address("desk-part", part.id)


def _groups(part: Part, form: Answered) -> list[dict[str, Any]]:
    """The questions under their headings, those that few elements answer behind a fold at the end."""
    found: dict[tuple[bool, str], list[Any]] = {}
    opened: set[str] = set()
    if "id" in form.fields:
        found[False, ""] = [form["id"]]
    for ask in asks_of(part.id):
        if ask.name in form.fields:
            found.setdefault((ask.later, ask.group), []).append(form[ask.name])
            if ask.later and _filled(form[ask.name], ask):
                opened.add(ask.group)
    plain = [{"title": title, "questions": asked} for (later, title), asked in found.items() if not later]
    folded = [
        {"title": title or "More", "questions": asked, "open": title in opened, "folded": True}
        for (later, title), asked in found.items() if later
    ]  # fmt: skip
    return [*plain, *folded]


def _filled(question: Any, ask: Ask) -> bool:
    """Whether a question behind a fold has to be in sight: it is answered, or its answer is wrong."""
    value = question.value()
    if question.errors:
        return True
    if isinstance(value, dict):
        return any(value.values())
    plain = {"yes": True, "no": False}.get(value, value) if ask.kind == "yes-no" else value
    return bool(plain) and plain != ask.default


def _inner(desk: Writing, part: Part, element: Element | None) -> list[dict[str, Any]]:
    """The elements that belong to this one: the ways out of a stage, the questions of a form."""
    if element is None:
        return []
    found = []
    for id in INNER.get(part.id, ()):
        inner = named_part(id)
        if id == "times" or (part.id == "stages" and id == "stated"):
            continue
        own = [one for one in desk.section(inner).elements if one.key.startswith(f"{element.key}.")]
        found.append({
            "title": title_of(inner), "one": one_of(inner), "items": [listed(desk, inner, one) for one in own],
            "new": f"{desk.address('desk-new-element', inner.id)}?of={element.key}",
        })  # fmt: skip
    return found


def _links(desk: Writing, part: Part, element: Element | None) -> list[dict[str, str]]:
    if element is None or part.one:
        return []
    links = []
    if named(part) and element.values.get("id"):
        links.append({"text": "Change its name in the file", "href": desk.address("desk-rename", part.id, element.key)})
    if part.id == "times":
        links.append({"text": "The whole stage", "href": desk.address("desk-element", "stages", element.key)})
    if element.path:
        out = desk.address("desk-remove", part.id, element.key)
        links.append({"text": f"Take out this {one_of(part)}", "href": out})
    return links
