"""Reading a policy: everything in it is on its page, traced to its clauses, and what it leaves open is told apart."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast, at, found
from tests.web.visiting import clock_at, read, visiting
from wayforward.directory.models import Adoption
from wayforward.policies import shelf

INVENTED = str(Path(__file__).parents[2] / "policies" / "invented" / "saltmarsh")
SHIPPED = shelf.names()


@pytest.fixture(params=[*SHIPPED, INVENTED], ids=lambda name: Path(name).name)
def town(request: pytest.FixtureRequest, db: None) -> Cast:
    return found(request.param, key=Path(request.param).name)


def html_of(client: Client, town: Cast) -> str:
    answer = client.get(f"/policies/{town.partnership.key}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_stage_has_a_block_that_says_by_when_and_what_comes_next(client: Client, town: Cast) -> None:
    html = html_of(client, town)
    for stage in town.policy.stages:
        block = html.partition(f'id="{stage.id}">')[2].partition('<div class="wf-block">')[0]
        assert f"{stage.label}: {stage.title}".replace("'", "&#x27;") in block
        assert ">By when<" in block
        assert ">What comes next<" in block
        for move in stage.moves:
            assert f'href="#{move.to}"' in block


def test_every_clause_has_an_anchor_and_every_link_on_the_page_leads_to_one(client: Client, town: Cast) -> None:
    html = html_of(client, town)
    anchors = re.findall(r'id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert {clause.id for clause in town.policy.clauses} <= set(anchors)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= {*anchors, "main"}


def test_each_duty_each_principle_and_each_scope_is_there(client: Client, town: Cast) -> None:
    words = " ".join(re.sub(r"<[^>]+>", " ", html_of(client, town)).split()).replace("&#x27;", "'")
    words = words.replace("&quot;", '"').replace("&amp;", "&")
    for duty in town.policy.duties:
        if duty.kind not in ("resolve",):
            assert " ".join(duty.says.split()) in words
    for said in [*(g.says for g in town.policy.guidance), *(s.says for s in town.policy.scope)]:
        assert " ".join(said.split()) in words


def test_the_whole_page_is_under_a_hundred_kilobytes_compressed(client: Client, town: Cast) -> None:
    assert len(gzip.compress(html_of(client, town).encode())) < 30_000


def test_the_drawing_is_told_in_words_beside_it(client: Client, town: Cast) -> None:
    html = html_of(client, town)
    assert f'src="/policies/{town.partnership.key}/drawing.svg"' in html
    assert "The drawing in words" in html
    answer = client.get(f"/policies/{town.partnership.key}/drawing.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" not in answer.headers["Cache-Control"]
    assert town.policy.stages[0].label in answer.content.decode()


def test_the_assumptions_are_said_not_to_be_the_policys_words(client: Client, town: Cast) -> None:
    html = html_of(client, town)
    if town.policy.assumptions:
        about = html.partition('id="assumptions"')[2]
        assert "These are not the policy’s words." in about
        assert all(f'id="{assumption.id}"' in about for assumption in town.policy.assumptions)


@pytest.mark.django_db
def test_where_the_policy_names_nobody_is_listed_by_agency_case_and_hours(client: Client) -> None:
    found("barnet-children")
    words = read(client.get("/policies/barnet-children"))
    holes = words.partition("Where it names nobody At these")[2].partition("Where it is silent")[0]
    assert "Barnet Family Services Stage One" in holes
    assert (
        "Line 2 (open to an allocated worker or lead professional, newly referred, without a worker yet): "
        "outside Monday to Friday from 9am to 5pm, and on bank holidays"
    ) in holes
    assert "Barnet Police" not in holes


@pytest.mark.django_db
def test_a_review_that_was_due_is_flagged_and_one_to_come_is_not(client: Client) -> None:
    found("barnsley", adopted_at=at("2022-01-01"))
    with clock_at(at("2022-11-30")):
        assert "Its review is overdue" not in read(client.get("/policies/barnsley"))
    with clock_at(at("2022-12-01")):
        assert "Its review is overdue. It was due on 30 November 2022." in read(client.get("/policies/barnsley"))


@pytest.mark.django_db
def test_two_policies_never_share_a_list_of_principles(client: Client) -> None:
    found("barnsley")
    found("newham")
    barnsley, newham = shelf.load("barnsley"), shelf.load("newham")
    words = read(client.get("/policies/newham")).replace("&#x27;", "'")
    assert not [
        g.says for g in barnsley.guidance if g.says in words and g.says not in {n.says for n in newham.guidance}
    ]


@pytest.mark.django_db
def test_a_time_that_is_printed_in_two_ways_shows_both_places(client: Client) -> None:
    found("barnsley")
    words = read(client.get("/policies/barnsley"))
    assert "BY-51 (prose): “within 5 working days”." in words
    assert "BY-87 (diagram): “Within 5 Days”. The diagram does not say which days." in words


@pytest.mark.django_db
def test_a_policy_is_read_where_nobody_knows_the_bank_holidays_any_more(client: Client) -> None:
    found("havering")
    with clock_at(at("2041-05-22 16:55")):
        assert client.get("/policies/havering").status_code == 200


@pytest.mark.django_db
def test_a_retired_policy_is_not_read_and_its_drawing_is_not_there(client: Client) -> None:
    found("havering")
    Adoption.objects.update(retired_at=MONDAY)
    assert client.get("/policies/havering").status_code == 404
    assert client.get("/policies/havering/drawing.svg").status_code == 404
    assert client.get("/policies/havering/dates").status_code == 404
    assert client.get("/card/havering/police").status_code == 404


def test_it_is_the_same_page_signed_in(cast: Cast) -> None:
    signed_in, signed_out = (read(visiting(who).get("/policies/havering")) for who in (cast.raises, None))
    assert signed_in == signed_out
