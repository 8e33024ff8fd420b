"""What each element of a policy is called at the beginning of a sentence, and what a new or lost one does."""

from __future__ import annotations

from typing import Any

from wayforward.core.policy.duties import DutyKind
from wayforward.core.routing.words import line_name
from wayforward.core.working_time.dates import listed
from wayforward.policies.comparing.references import OCCURRENCES
from wayforward.policies.comparing.telling import Telling, short
from wayforward.policies.hours import of_window

UNQUOTED = frozenset({"agency", "post", "stage", "move", "duty", "route", "start", "reading", "reminders"})


class Naming(Telling):
    """One policy, as the source of the names of what is in it."""

    def name(self, kind: str, element: Any, owner: Any = None) -> str:
        """An element as the beginning of a sentence."""
        match kind:
            case "policy" | "document" | "subjects":
                return {"policy": "The policy", "document": "The document"}.get(kind, "Who it is for")
            case "agency" | "post":
                return self._post(element) if kind == "post" else element.title
            case "stage":
                return str(self.stages.get(element.id, element.label))
            case "move":
                return f"From {self.stages.get(owner.id, owner.label)} to {self.stages.get(element.to, element.to)}"
            case "duty":
                return self._duty(element)
            case "route":
                return self._route(element)
            case "window" | "printed-window":
                return f"The hours “{element.id}”{' as printed' if kind == 'printed-window' else ''}"
            case "start":
                return "Where it begins"
            case "reminders":
                return "How people are reminded"
            case "reading":
                return f"How time is counted{'' if element is self.policy.reading else f' ({element.id})'}"
            case "assumption" | "clause":
                return f"{kind.capitalize()} {element.id}"
            case "field":
                return f"The question “{short(element.label)}” of “{short(owner.title)}”"
        return f"The {_called(kind)} “{short(_words(element))}”"

    def title(self, kind: str, element: Any, owner: Any = None) -> str:
        """An element after the noun that says what it is."""
        match kind:
            case "assumption" | "clause":
                return str(element.id)
            case "duty" if element.kind is not DutyKind.RESOLVE:
                return f"“{short(element.says)}”"
            case "field":
                return f"“{short(element.label)}” of “{short(owner.title)}”"
            case "window" | "printed-window":
                return f"“{element.id}”"
            case _ if kind in UNQUOTED:
                name = self.name(kind, element, owner)
                return name[:1].lower() + name[1:] if kind == "move" else name
        return f"“{short(_words(element))}”"

    def about(self, kind: str, element: Any) -> str:
        """What a new or lost element does, in a few words; empty where its name says it."""
        match kind:
            case "route":
                posts = [self.person(post) for post in element.posts]
                return listed(posts) if element.choice != "either" or len(posts) == 1 else " or ".join(posts)
            case "duty":
                by = listed([self.person(one) for one in element.who]) if element.who else "nobody named"
                within = f", {element.time.within}" if element.time and element.time.within else ""
                return f"by {by}{within}"
            case "move" if element.automatic:
                return f"by itself, when this has happened: {self._named(OCCURRENCES, element.automatic)}"
            case "stage":
                return element.title if element.label in self.stages.get(element.id, "") else ""
            case "clause":
                return str(element.says).rstrip(".")
            case "assumption":
                return str(element.says).rstrip(".")
        return ""

    def _post(self, post: Any) -> str:
        agency = self.titles["agency"].get(post.of)
        title = post.title[:1].upper() + post.title[1:]
        return f"{title} ({agency})" if agency else title

    def _duty(self, duty: Any) -> str:
        if duty.kind is DutyKind.RESOLVE and duty.stage:
            return str(self.stages.get(duty.stage, duty.stage))
        return f"The {'limit' if duty.kind is DutyKind.CAP else 'duty'} “{short(duty.says)}”"

    def _route(self, route: Any) -> str:
        agency = self.agency(route.agency)
        parts = [agency[:1].upper() + agency[1:], self.lines.get(route.line) or line_name(route.line)]
        statuses = self.statuses.get(route.agency, {})
        if route.status:
            parts.append(f"case {' or '.join(f'“{statuses.get(one, one)}”' for one in route.status)}")
        if route.hours in self.windows and not self.windows[route.hours].is_constant:
            parts.append(of_window(self.windows[route.hours]))
        where = route.takes_over or (route.when if route.when.facts() - {"subject"} else None)
        told = f", where {self.condition(where)}" if where else ""
        return f"{', '.join(parts)}{told}"


def _words(element: Any) -> str:
    named = (getattr(element, name, None) for name in ("title", "asks", "term", "what", "says", "finding", "id"))
    return next((text for text in named if text), "")


def _called(kind: str) -> str:
    return {"fact": "question", "event": "event", "scope": "statement of what is covered", "noted": "note",
            "dropped": "deliberate omission", "accepted": "accepted finding", "reference": "document relied on",
            }.get(kind, kind)  # fmt: skip
