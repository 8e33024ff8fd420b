"""The values and elements of one policy in words: ids become titles, conditions and times become phrases."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, time
from functools import cached_property
from typing import Any

from wayforward.core.conditions import Condition, Test
from wayforward.core.policy.elements import Option, Statement
from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.people import AlsoCalled, Contact, Equivalent
from wayforward.core.policy.stages import Decision, Needed, Panel, Tiers
from wayforward.core.policy.times import Stated, Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Span, Window
from wayforward.core.working_time.dates import WEEKDAYS, hour, listed, written
from wayforward.policies.comparing.references import OCCURRENCES, PEOPLE, named_in
from wayforward.policies.comparing.words import PROSE
from wayforward.policies.hours import of_window
from wayforward.policies.phrases import SPECIAL, who

LONGEST = 70  # letters of a text that only names its element
ALWAYS = "in every case"
ANYBODY = "any agency"
ARTICLES = re.compile(r"^the (?=(that|their|every|each|any|a|an|the|all) )", re.IGNORECASE)
VALUES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("Decision", "rule"): {"any": "that of any one of them", "all": "that of all of them",
                           "majority": "that of most of them"},
    ("Decision", "power"): {"decides": "to decide", "facilitates": "to facilitate", "mediates": "to mediate",
                            "recommends": "to recommend", "none": "not to decide"},
    ("Ending", "who"): {"raising": "the raising agency", "either": "either side", "decider": "those who decide",
                        "office": "the partnership’s office"},
    ("Move", "kind"): {"next": "the next stage", "skip": "past a stage", "last": "straight to the last stage",
                       "side": "to the side", "back": "back"},
    ("Route", "choice"): {"all": "all of them", "either": "any one of them", "option": "may be contacted instead",
                          "fallback": "where the one above cannot be reached"},
    ("Stage", "settled_by"): {"raising": "the raising agency", "both": "both sides", "decider": "those who decide"},
    ("Timescale", "force"): {"none": "not stated"},
}  # fmt: skip
SUBJECTS = {"child": "a child", "young-person": "a young person", "unborn": "an unborn child",
            "adult": "an adult", "none": "no one person"}  # fmt: skip
FACTS_BY_THEMSELVES = {
    "subject": "it concerns", "status": "the case is", "stage": "the stage is", "line": "the line is",
    "raising": "it is raised by", "responding": "it is raised with",
}  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """One policy, as the source of the words for what is in it."""

    policy: Policy

    def value(self, owner: str, field: str, value: Any) -> str | None:
        """A value of a field in words; None where there is nothing."""
        if isinstance(value, Condition):
            return self.condition(value)
        if value is None or (not value and not isinstance(value, (bool, int))):
            return None
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str) and value in VALUES.get((owner, field), ()):
            return VALUES[owner, field][value]
        if (owner, field) == ("Policy", "subjects") and isinstance(value, str):
            return SUBJECTS.get(value, value)
        if isinstance(value, str) and not isinstance(value, enum.Enum):
            return f"“{value}”" if field in PROSE else self._named(named_in(owner, field), value)
        if isinstance(value, (tuple, frozenset)):
            return self._several(owner, field, tuple(value))
        if isinstance(value, Mapping):
            return "; ".join(f"{self._key(key)}: {self.value(owner, field, each)}" for key, each in value.items())
        return self._single(value)

    def _several(self, owner: str, field: str, values: tuple[Any, ...]) -> str:
        if isinstance(values[0], Span):
            return of_window(Window("hours", values))
        if isinstance(values[0], time):
            return " to ".join(map(hour, values))
        return listed([self.value(owner, field, each) or "" for each in values])

    def _key(self, key: Any) -> str:
        return WEEKDAYS[key] if isinstance(key, int) else str(key)

    def _single(self, value: Any) -> str:
        match value:
            case Timescale():
                return self.time(value)
            case Contact():
                ways = (value.phone, value.email, value.marked, value.printed, value.says)
                return ", ".join(filter(None, ways)) or "no details"
            case Decision():
                by = listed([self.person(one) for one in value.by]) if value.by else "nobody named"
                return f"{value.power} by {by}"
            case Panel():
                return f"a panel of {value.size}"
            case Tiers():
                return f"lines {listed(list(value.lines))}" if value.lines else "an open climb through management"
            case Needed():
                return value.says.rstrip(".") or f"{value.need} {value.name}".strip()
            case Equivalent():
                return f"{value.title} of {self.agency(value.of)}" if value.of else value.title
            case Option() | AlsoCalled():
                return f"“{value.says}”"
            case Stated() | Statement():
                return f"{value.clause} ({value.where})"
            case date():
                return written(value)
            case time():
                return hour(value)
            case enum.Enum() | Amount():
                return str(value).replace("-", " ")
            case _ if is_dataclass(value):
                return str(getattr(value, "says", "") or getattr(value, "id", ""))
            case _:
                return str(value)

    def time(self, value: Timescale) -> str:
        if value.within:
            return str(value.within)
        return f"set by {self.person(value.set_by)}" if value.set_by else "not stated"

    def _named(self, kinds: tuple[str, ...], text: str) -> str:
        """A reference as people know what it names."""
        match kinds:
            case ():
                return text
            case _ if kinds == PEOPLE:
                return self.person(text)
            case _ if kinds == OCCURRENCES:
                return " ".join(self._happens.get(word, word) for word in text.split(" "))
            case ("agency",):
                return self.agency(text)
            case ("window",):
                return of_window(self.windows[text]) if text in self.windows else text
        found = (self.titles.get(kind, {}).get(text) for kind in kinds)
        return next((title for title in found if title), text)

    def person(self, words: str) -> str:
        known = words in SPECIAL or words.rpartition(" ")[2] in self.posts
        return ARTICLES.sub("", who(words, self.posts)) if known else words

    def agency(self, id: str | None) -> str:
        return ANYBODY if id == "any" else self.titles["agency"].get(id or "", id or "")

    def condition(self, condition: Condition) -> str:
        """A condition as people would ask it; "in every case" where it asks nothing."""
        tests = [self._test(test) for test in condition.tests]
        if condition.any_of:
            tests.append("either " + ", or ".join(self.condition(option) for option in condition.any_of))
        return " and ".join(tests) or ALWAYS

    def _test(self, test: Test) -> str:
        fact = self.facts.get(test.fact)
        values = sorted(test.values)
        if (test.fact, values) == ("subject", ["none"]):
            return "it concerns somebody" if test.negated else "it concerns no one person"
        if fact is None:
            asked = FACTS_BY_THEMSELVES.get(test.fact, f"“{test.fact}” is")
            known = SUBJECTS if test.fact == "subject" else self.titles["agency"]
            named = [known.get(one, one) for one in values]
        elif fact.kind is FactKind.YES_NO and values == ["yes"]:  # what nobody answered counts as no
            return f"“{fact.asks}” {'no' if test.negated else 'yes'}"
        else:
            says = {option.id: f"“{option.says}”" for option in fact.options}
            asked = f"“{fact.asks}”" if fact.kind is FactKind.YES_NO else f"“{fact.asks}” is"
            named = [says.get(one, one) for one in values]
        return f"{asked} {'not ' if test.negated else ''}{' or '.join(named)}"

    @cached_property
    def posts(self) -> dict[str, Any]:
        return {post.id: post for post in self.policy.posts}

    @cached_property
    def facts(self) -> dict[str, Any]:
        return {fact.id: fact for fact in self.policy.facts}

    @cached_property
    def windows(self) -> dict[str, Window]:
        return {window.id: window for window in self.policy.windows}

    @cached_property
    def statuses(self) -> dict[str, Mapping[str, str]]:
        return {agency.id: agency.statuses_titles for agency in self.policy.agencies}

    @cached_property
    def lines(self) -> dict[str, str]:
        return {stage.line: stage.label for stage in reversed(self.policy.stages) if stage.line}

    @cached_property
    def stages(self) -> dict[str, str]:
        """Each stage by its label, and by its title too where several share the label."""
        labels = [stage.label for stage in self.policy.stages]
        return {
            stage.id: stage.label if labels.count(stage.label) == 1 else f"{stage.label} ({stage.title})"
            for stage in self.policy.stages
        }

    @cached_property
    def _happens(self) -> dict[str, str]:
        """The names of stages and their limits, agencies and endings among the words of an occurrence."""
        endings = {ending.id: f"“{ending.title}”" for ending in self.policy.endings}
        limits = {f"{id}-limit": f"the time of {label}" for id, label in self.stages.items()}
        return {**endings, **{agency.id: agency.title for agency in self.policy.agencies}, **limits, **self.stages}

    @cached_property
    def titles(self) -> dict[str, dict[str, str]]:
        fields = {field.id: f"“{field.label}”" for form in self.policy.forms for field in form.fields}
        return {
            "agency": {agency.id: agency.title for agency in self.policy.agencies},
            "stage": self.stages,
            "duty": {duty.id: f"“{short(duty.says)}”" for duty in self.policy.duties},
            "form": {form.id: f"“{form.title}”" for form in self.policy.forms},
            "field": fields,
        }


def short(text: str) -> str:
    """A text as the name of what says it: whole, or its first words."""
    text = text.rstrip(".")
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST].rpartition(' ')[0]}…"
