"""Open escalations that stand under another version: what would move for each, by reference, and moving the chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.desk import life
from wayforward.desk.drafts import policy_of
from wayforward.desk.life import Standing
from wayforward.desk.models import Version
from wayforward.directory.models import Agency
from wayforward.escalations import adopting
from wayforward.escalations.adopting import Decision, Preview
from wayforward.policies.errors import PolicyErrors
from wayforward.web import fields, hold
from wayforward.web.fields import Option
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.holding import bound, place
from wayforward.web.pages.directory.people import pagination
from wayforward.web.previewing import summary, told
from wayforward.web.versions import called

PAGE = 20
LONGEST_NUMBER = 10  # digits of the number of an entry


@dataclass(frozen=True)
class Opened:
    """The page of one version: whose desk, what it would move on this page of the list, and whether it can be moved."""

    desk: access.Desk
    row: Version
    version: adopting.Version
    previews: list[Preview]
    names: Mapping[str, str]  # agency key -> name
    shown: dict[str, Any]

    @property
    def movable(self) -> list[Preview]:
        """Those that can go over, some of them once it is said where."""
        return [one for one in self.previews if one.refused is None or one.choose]


@hold.kept_for_its_writer
def still_open(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """The list with its form; a page to check the chosen on; then what became of each."""
    desk, row = access.version(request, area, version, governs=True)
    standing = life.standing(row, desk.at)
    shown = frame(desk, row, "desk-open") | {"standing": standing.value, "title": row.title or "a version"}
    found = version_of(row)
    if isinstance(found, PolicyErrors):
        return render(request, "desk/open.html", shown | {"mistakes": found.errors})
    opened = _opened(request, desk, row, found, shown)
    if standing is not Standing.IN_FORCE or not opened.movable:
        return render(request, "desk/open.html", opened.shown)
    kept = place(request, desk, f"open:{request.GET.get('page', '1')}", row)
    form = bound(_form(opened), request, kept, desk)
    page = opened.shown | {"form": form, "ticket": hold.ticket(kept)}
    if request.method != "POST" or not _whole(form):
        return render(request, "desk/open.html", page)
    return _decided(request, opened, form, kept, page)


def version_of(row: Version) -> adopting.Version | PolicyErrors:
    if row.adoption is not None:
        return adopting.version_of(row.adoption)
    policy = policy_of(row)
    return policy if isinstance(policy, PolicyErrors) else adopting.version_from(policy, row.partnership)


def _opened(
    request: HttpRequest, desk: access.Desk, row: Version, found: adopting.Version, shown: dict[str, Any]
) -> Opened:
    rows = adopting.pinned_elsewhere(desk.person, desk.partnership, found.digest, desk.at)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    previews = adopting.previews_of(list(page), found, desk.at)
    names = dict(Agency.objects.filter(partnership=desk.partnership).values_list("key", "name"))
    more = {
        "previews": [told(one, names) for one in previews], "number": len(rows), "pagination": pagination(page),
        "called": called(found.rules.policy),
    }  # fmt: skip
    return Opened(desk, row, found, previews, names, shown | more)


def _form(opened: Opened) -> type[fields.Questions]:
    """Which go over, where those go on that have no counterpart, and the one decision for all of them."""
    asked: dict[str, Any] = {}
    options = []
    stages = [Option(s.id, f"{s.label}: {s.title}") for s in opened.version.rules.policy.stages]
    for one in opened.movable:
        where = f"stage_{one.ref}" if one.choose else ""
        options.append(Option(one.ref, one.ref, hint=summary(one), reveals=where))
        if where:
            asked[where] = fields.Select(
                f"At which stage does {one.ref} go on?", stages, required=False, empty="Choose a stage"
            )
    asked = {
        "refs": fields.Checkboxes("Which of these go on under this version?", options, missing="Select at least one"),
        **asked,
        "reason": fields.Textarea(
            "Why do they go over?", rows=3, most=1000, missing="Enter why they go over",
            hint="Everybody in them can read it. Write no names.",
        ),
        "longer": fields.YesNo(
            "May a date move later by it?", yes_reveals="lengthen", missing="Select yes if a date may move later",
        ),
        "lengthen": fields.Textarea("Why may people wait longer?", rows=2, most=1000, required=False),
        "judged_safe_by": fields.Text(
            "Who judged that waiting longer is safe?", most=200, required=False, hint="Only if a date may move later.",
        ),
        "backdate": fields.Tick("Let a date that has passed already take effect: it is late at once", required=False),
    }  # fmt: skip
    return type("Moving", (fields.Questions,), {**asked, "__module__": __name__})


def _whole(form: fields.Questions) -> bool:
    """Whether everything is answered, what a choice reveals as well."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    for ref in given["refs"]:
        if f"stage_{ref}" in form.fields and not given.get(f"stage_{ref}"):
            form.add_error(f"stage_{ref}", f"Choose the stage at which {ref} goes on")
    if given["longer"]:
        for name, says in (
            ("lengthen", "Enter why people may wait longer"),
            ("judged_safe_by", "Enter who judged that it is safe"),
        ):
            if not given[name].strip():
                form.add_error(name, says)
    return not form.errors


def _decided(
    request: HttpRequest, opened: Opened, form: fields.Questions, kept: hold.Place, page: dict[str, Any]
) -> HttpResponse:
    desk, given = opened.desk, form.cleaned_data
    decided = Decision(
        reason=given["reason"], lengthen=given["lengthen"] if given["longer"] else "",
        judged_safe_by=given["judged_safe_by"] if given["longer"] else "", backdate=bool(given["backdate"]),
    )  # fmt: skip
    stages = {ref: stage for ref in given["refs"] if (stage := given.get(f"stage_{ref}"))}
    adoption = opened.row.adoption
    if request.POST.get("confirm") == "yes" and adoption is not None:
        done = adopting.adopt_each(
            given["refs"], desk.person, adoption, decided, desk.at, stages, _seen(request.POST.getlist("seen"))
        )
        hold.sent(kept, desk.person)
        return render(request, "desk/open_done.html", opened.shown | {
            "moved": [one for one in done if not one.refused], "refused": [one for one in done if one.refused],
        })  # fmt: skip
    chosen = {one.ref for one in opened.previews} & set(given["refs"])
    rows = adopting.pinned_elsewhere(desk.person, desk.partnership, opened.version.digest, desk.at)
    again = adopting.previews_of(
        [row for row in rows if row.ref in chosen], opened.version, desk.at, decided, stages
    )  # fmt: skip
    return render(request, "desk/open_check.html", page | {
        "chosen": [told(one, opened.names) for one in again], "decided": decided,
        "typed": {name: said for name, said in hold.typed_in(request).items() if name != "seen"},
        "seen": [f"{one.ref}:{one.seq}" for one in again],
    })  # fmt: skip


def _seen(sent: Iterable[str]) -> dict[str, int]:
    """The last entry of each that was on screen, carried by the check page."""
    found = {}
    for text in sent:
        ref, _, number = text.rpartition(":")
        if number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER:
            found[ref] = int(number)
    return found
