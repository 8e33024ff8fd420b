"""What every page is shown about: two partnerships, escalations that stand in different places, and who comes to them.

People by the name a row of the table uses: `raises` (a nurse) and `lead` on one side, `responds` (a social worker) and
`other_lead` on the other, `manager` of the partnership's office, `chair`, `outside` (a constable in nothing),
`agency_manager` (manages the challenged agency, and is in nothing), `conflicted` (holds a post that is called, and
has declared a conflict of interest), `officer` (signs policies for the police), `neighbour` (the manager of another
partnership), `operator` (runs the service) and `nobody`, who has not signed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.test import Client

from tests.cast import DOOR, FROM, MONDAY, OUTSIDE, RAISING, RESPONDING, Cast, found, person
from tests.desk import papers
from tests.directory import keepers
from tests.web.visiting import visiting
from wayforward.core import commands as cmd
from wayforward.desk import drafts as desk_drafts
from wayforward.desk import officers
from wayforward.desk.checking import Checked, checked
from wayforward.desk.drafts import Shipped
from wayforward.desk.models import Version
from wayforward.directory.models import Holder, Person, Post, Work
from wayforward.directory.seating import on
from wayforward.escalations import drafts, history, read, talks
from wayforward.escalations.models import Escalation
from wayforward.notices import feeds

LATER = MONDAY + timedelta(minutes=5)
SECRET = "Child A"  # the name of the child in every escalation here


@dataclass(repr=False)
class Setting:
    """Two partnerships, the people by name, and what stands in an address: `{ref}`, `{draft}`."""

    cast: Cast
    neighbours: Cast
    people: dict[str, Person | None] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)  # in each of which somebody has signed in
    drawn: dict[tuple[str, str], Any] = field(default_factory=dict)  # pages by who came and where, before anything grew

    def __repr__(self) -> str:
        return "Setting"

    def browser(self, who: str) -> Client:
        return visiting(None) if who == "nobody" else self.browsers[who]

    def address(self, written: str) -> str:
        return written.format_map(self.named)


def built() -> Setting:
    """Everything, through the one write. Named in addresses:

    ref      at its first stage, answered and talked about
    tabled   a resolution proposed by the other side waits for an answer
    panel    at the stage of the panel
    tiers    in the other partnership, at a stage that climbs by tiers
    closed   withdrawn
    """
    cast, neighbours = found("havering"), found("barnsley")
    setting = Setting(cast, neighbours)
    conflicted = person(cast, "Conflicted lead", cast.agencies[RESPONDING])
    door = Post.objects.get(agency=cast.agencies[RESPONDING], key=DOOR)
    Holder.objects.create(post=door, person=conflicted, from_on=FROM)
    managing = person(cast, "Manager of the challenged", cast.agencies[RESPONDING])
    Work.objects.filter(person=managing).update(manages=True)
    setting.people = {
        "nobody": None, "raises": cast.raises, "lead": cast.lead, "responds": cast.responds,
        "other_lead": cast.other_lead, "manager": cast.manager, "chair": cast.chair, "outside": cast.outside,
        "officer": officer(cast), "agency_manager": managing, "keeper": keepers.keeper(cast), "conflicted": conflicted,
        "operator": operator(), "neighbour": neighbours.manager, "neighbours_lead": neighbours.lead,
    }  # fmt: skip
    rows = escalations(setting)
    for row in rows.values():
        if row.partnership_id == cast.partnership.pk:
            row.conflicts.create(person=conflicted, declared_at=MONDAY)
    draft = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    drafts.keep(draft, {"danger": {"danger": ["no"]}}, MONDAY)
    harmed = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    drafts.keep(harmed, {"danger": {"danger": ["yes"]}}, MONDAY)
    own_lead = Post.objects.filter(agency=cast.agencies[RAISING], holders__person=cast.lead).order_by("key")[0]
    talk = talks.consult(cast.raises, own_lead, f"May I challenge this for {SECRET}?", MONDAY)
    state = history.fold(read.entries(rows["ref"]))
    setting.named = {name: row.ref for name, row in rows.items()}
    setting.named |= {
        "policy": cast.policy.title,
        "draft": str(draft.pk),
        "harmed": str(harmed.pk),
        "talk": str(talk.pk),
        "feed": feeds.make(cast.raises, MONDAY),
        "health": str(cast.agencies[RAISING].pk),
        **keepers.kept(cast),
        **on_the_desk(cast),
        "duty": next(iter(state.duties)).replace("#", "%23"),
    }
    keepers.more(cast, 99)  # so that no list is empty: one with nothing in it asks less
    setting.browsers = {who: visiting(one) for who, one in setting.people.items()}
    return setting


def operator() -> Person:
    """Runs the service, and works for no agency."""
    return Person.objects.create(name="Operator Osei", email="operator@example.org", operates=True)


def officer(cast: Cast) -> Person:
    """Signs policies for the police."""
    found = person(cast, "Officer of the police", cast.agencies[OUTSIDE])
    officers.name(cast.agencies[OUTSIDE], found, cast.manager, MONDAY)
    return found


def on_the_desk(cast: Cast) -> dict[str, str]:
    """A draft, a finding that is open in it, and a version that is out for signature."""
    draft = begun(cast)
    found = checked(draft.texts, on(MONDAY))
    assert isinstance(found, Checked)
    sent = papers.sent(cast, MONDAY, papers.begun(cast))
    return {"version": str(draft.pk), "sent": str(sent.pk), "finding": quote(found.open[0].key)}


def begun(cast: Cast) -> Version:
    """A draft on the policy desk."""
    version = desk_drafts.begin(cast.partnership, cast.manager, MONDAY, Shipped("havering"))
    assert isinstance(version, Version)
    return version


def escalations(setting: Setting) -> dict[str, Escalation]:
    """One escalation in each place where something different can be done."""
    cast, other = setting.cast, setting.neighbours
    rows = {name: cast.raised() for name in ("ref", "tabled", "panel", "closed")}
    cast.does(rows["ref"], cast.other_lead, MONDAY, cmd.Respond, outcome="partly", reasons="We looked again.")
    cast.does(rows["ref"], cast.raises, MONDAY, cmd.RecordDiscussion, summary="We spoke.", channel="telephone")
    cast.does(rows["tabled"], cast.other_lead, MONDAY, cmd.Propose, outcome="A visit today.")
    cast.does(rows["tabled"], cast.other_lead, MONDAY, cmd.OfferTime, talk_at=LATER, channel="telephone")
    limit = next(key for key in history.fold(read.entries(rows["tabled"])).duties if "limit" in key)
    asked = {"duty": limit, "until_at": MONDAY + timedelta(days=30), "reason": "The worker is away."}
    cast.does(rows["tabled"], cast.other_lead, MONDAY, cmd.AskForTime, **asked)
    further = {"reason": "It cannot wait.", "override": True}
    cast.does(rows["panel"], cast.raises, MONDAY, cmd.Escalate, to="panel", **further)
    cast.does(rows["closed"], cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="The letter had come.")
    rows["tiers"] = other.raised()
    other.does(rows["tiers"], other.raises, MONDAY, cmd.Escalate, to="stage-2", **further)
    return rows


def grow(setting: Setting) -> None:
    """Twelve more of whatever a page may list."""
    for _ in range(2):
        escalations(setting)
    for number in range(12):
        cast = setting.cast
        begun(cast)
        who = person(cast, f"Somebody {number}", cast.agencies[RAISING])
        post = Post.objects.filter(agency=cast.agencies[RAISING]).order_by("key")[0]
        Holder.objects.create(post=post, person=who, from_on=FROM, deputy=True)
        keepers.more(cast, number)
        drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
