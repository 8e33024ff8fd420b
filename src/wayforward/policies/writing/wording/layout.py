"""How the questions of an element are laid out: which kind each is, in which order, under which heading."""

from __future__ import annotations

from collections.abc import Mapping

RESTS = ("clauses", "assumption", "silent", "unstated")  # what every element may rest on
READINGS = ("day-ends", "start-day", "working-days", "working-hours", "late-start")

KINDS: Mapping[tuple[str, str], str] = {  # which kind of question a key is, where its type does not say
    ("*", "clauses"): "clauses", ("*", "clause"): "choice clauses", ("*", "assumption"): "assumptions",
    ("*", "unstated"): "unstated", ("*", "silent"): "lines",
    ("*", "who"): "people", ("*", "to"): "people", ("*", "copies"): "people", ("*", "raising"): "people",
    ("*", "responding"): "people", ("*", "others"): "people", ("*", "set-by"): "choice people",
    ("*", "by"): "people", ("*", "falls-to"): "posts", ("*", "posts"): "posts", ("*", "post"): "choice posts",
    ("*", "via"): "choice posts", ("*", "members"): "choice posts", ("*", "convened-by"): "choice people",
    ("*", "when"): "happens", ("*", "until"): "happens", ("*", "done-by"): "happens", ("*", "restarts-on"): "happens",
    ("*", "automatic"): "choice happenings", ("*", "if"): "if", ("*", "skipped-when"): "if",
    ("*", "required-when"): "if", ("*", "takes-over"): "if", ("*", "needs"): "needs", ("*", "produces"): "needs",
    ("*", "within"): "amount", ("*", "target"): "amount", ("*", "every"): "amount",
    ("*", "form"): "choice forms", ("*", "hours"): "choice windows", ("*", "outside"): "choice windows",
    ("*", "agency"): "choice agencies-any", ("*", "stages"): "ticks stages", ("*", "shown"): "ticks shown",
    ("*", "statuses"): "statuses", ("*", "equivalents"): "equivalents", ("*", "days"): "days",
    ("times", "from"): "happens", ("stages", "time.from"): "happens", ("duties", "from"): "happens",
    ("duties", "time.from"): "happens", ("caps", "from"): "happens", ("moves", "from"): "ticks stages-any",
    ("windows", "from"): "hour", ("spans", "from"): "hour", ("readings", "working-hours.from"): "hour",
    ("windows", "until"): "hour", ("spans", "until"): "hour", ("readings", "working-hours.until"): "hour",
    ("reminders", "late-daily"): "line", ("reminders", "late-then"): "line", ("reminders", "due-today"): "line",
    ("reminders", "silent-after"): "line", ("reminders", "quiet-after"): "line",
    ("readings", "day-ends.at"): "hour", ("readings", "late-start.at"): "hour",
    ("ways", "to"): "choice stages", ("moves", "to"): "choice stages", ("starts", "at"): "choice stages",
    ("posts", "of"): "choice belongs", ("routes", "status"): "ticks statuses", ("routes", "line"): "line",
    ("stages", "line"): "choice lines", ("stages", "lines.from"): "line", ("stages", "lines.through"): "texts",
    ("stages", "decision.by"): "posts", ("reports", "by"): "choice posts", ("reports", "every"): "radios",
    ("policy", "subjects"): "ticks subjects", ("questions", "unless"): "choice fields",
    ("endings", "who"): "radios", ("policy", "extends"): "line", ("policy", "leave-out"): "texts",
}  # fmt: skip
HIDDEN: Mapping[str, frozenset[str]] = {  # keys with a page of their own, and what only the file can say
    "*": frozenset({"stated", "also-called", "spans", "moves", "fields", "examples", "printed-windows", "elements"}),
    "policy": frozenset({
        "policy", "document", "governance", "readings", "reminders", "assumptions", "agencies", "posts", "facts",
        "events", "windows", "starts", "stages", "caps", "duties", "routes", "forms", "guidance", "scope", "reports",
        "endings", "clauses", "terms", "references", "noted", "dropped", "accepted",
    }),
    "stages": frozenset({
        "lines.of", "tiers.open", *(f"{one}.{key}" for one in ("lines", "tiers") for key in RESTS),
        "decision.unstated", "panel.unstated",
    }),
    "readings": frozenset({
        "working-days.weekdays", "working-days.bank-holidays",
        *(f"{one}.{key}" for one in READINGS for key in ("silent", "unstated")),
    }),
    "duties": frozenset({"time", "system"}),
    "windows": frozenset({"printed"}),
    "spans": frozenset(),
}  # fmt: skip
SHORT = frozenset({
    "label", "title", "printed", "where", "phone", "email", "marked", "role", "version", "owner", "issued", "amended",
    "reviewed", "review-due", "in-force-from", "ref", "author", "line", "from", "first", "partnership", "term",
    "edition",
    "link", "id", "how", "source", "replaces", "extends", "rule",
})  # fmt: skip
LATER: Mapping[str, frozenset[str]] = {
    "*": frozenset({"unstated"}),
    "stages": frozenset({"beside", "optional", "enters-when", "lines", "tiers", "panel", "produces", "skipped-when"}),
    "duties": frozenset({
        "copies", "every", "restarts-on", "until", "once", "each", "form", "blocked", "how", "if",
    }),
    "ways": frozenset({"kind", "by", "automatic"}),
    "moves": frozenset({"kind", "by", "automatic"}),
    "posts": frozenset({"via", "falls-to", "role", "equivalents", "is"}),
    "routes": frozenset({"takes-over", "via", "how", "status", "choose", "choice", "posts"}),
    "caps": frozenset({"target", "protective", "if"}),
    "questions": frozenset({"required-when", "unless", "source", "secret"}),
    "policy": frozenset({"extends", "leave-out", "replaces"}),
    "document": frozenset({"read-with", "approvals", "amended", "reviewed"}),
    "times": frozenset({"target", "set-by", "protective", "extends", "done-by", "says"}),
}  # fmt: skip
for _key in ("target", "set-by", "protective", "extends", "done-by", "says", "clauses", "assumption", "unstated"):
    LATER = {**LATER, "stages": LATER["stages"] | {f"time.{_key}", "decision.clauses", "decision.assumption"}}
NEEDED = frozenset(
    {
        "policy.title",
        "policy.partnership",
        "policy.nation",
        "policy.subjects",
        "times.within",
    }
)
ORDER: Mapping[str, tuple[str, ...]] = {
    "stages": (
        "label", "title", "says", "formal", "acts.raising", "acts.responding", "acts.others", "line", "time.within",
        "time.from", "time.force", "time.printed", "time.silent", "settled-by", "decision.power", "decision.by",
        "decision.rule", "decision.final", "decision.outcomes",
    ),
    "duties": ("says", "kind", "who", "to", "when", "within", "from", "force", "printed", "done-by"),
    "posts": ("title", "of", "contact.phone", "contact.email", "contact.secure", "contact.marked", "contact.says"),
    "routes": ("agency", "line", "hours", "post", "if", "note"),
    "ways": ("to", "says", "needs", "if"),
    "moves": ("from", "to", "says", "needs", "if"),
    "facts": ("asks", "kind", "options", "hint", "asked"),
    "caps": ("says", "stages", "within", "from", "force", "printed", "who"),
    "windows": ("days", "from", "until", "bank-holidays", "outside"),
}  # fmt: skip
GROUPS: Mapping[str, str] = {
    "clauses": "What it rests on", "assumption": "What it rests on", "silent": "What it rests on",
    "unstated": "What it rests on",
    "stages.label": "The stage", "stages.title": "The stage", "stages.says": "The stage", "stages.formal": "The stage",
    "stages.acts": "Who acts", "stages.line": "Who acts", "stages.time": "The time", "stages.time.silent": "The time",
    "stages.time.clauses": "The time", "stages.time.assumption": "The time", "stages.time.unstated": "The time",
    "stages.settled-by": "How it is settled", "stages.decision": "How it is settled",
    "stages.decision.clauses": "How it is settled", "stages.decision.assumption": "How it is settled",
    "stages.panel": "A group that has to be formed", "stages.panel.clauses": "A group that has to be formed",
    "stages.panel.assumption": "A group that has to be formed", "stages.lines": "Steps inside the stage",
    "stages.tiers": "Steps inside the stage", "stages.produces": "How it is settled",
    "duties.who": "Who and when", "duties.to": "Who and when", "duties.when": "Who and when",
    "duties.within": "By when", "duties.from": "By when", "duties.force": "By when", "duties.printed": "By when",
    "duties.done-by": "By when", "posts.contact": "How they are reached", "routes.how": "How they are reached",
    "readings.day-ends": "When a day ends", "readings.start-day": "The first day",
    "readings.late-start": "A late start",
    "readings.working-hours": "Working hours", "readings.working-days": "Working days",
}  # fmt: skip
