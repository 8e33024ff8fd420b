"""What a policy is handed out as: the guide on one page and the file for other tools, the same for everybody."""

import html
import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast, found
from tests.web.visiting import clock_at, visiting
from wayforward.policies import shelf
from wayforward.policies.bpmn import bpmn
from wayforward.policies.guide import guide


@pytest.fixture(params=shelf.names())
def town(request: pytest.FixtureRequest, db: None) -> Cast:
    return found(request.param)


def guide_of(client: Client, town: Cast) -> str:
    answer = client.get(f"/policies/{town.partnership.key}/guide")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_everything_on_the_guide_is_on_its_page(client: Client, town: Cast) -> None:
    page, made = guide_of(client, town), guide(town.policy)
    for line in (*made.covers, *made.sends_on, *made.together, *made.jumps, *made.write_down, *made.rights):
        assert line in page
    for step in made.steps:
        assert all(said in page for said in (step.name, step.says, step.who, step.when))
    assert all(said in page for said in (made.sooner, made.decides, made.leaves_open, made.edition))


def test_it_says_where_to_find_whom_to_ring_when_it_was_made_and_since_when_it_is_in_force(
    client: Client, town: Cast
) -> None:
    with clock_at(MONDAY):
        page = guide_of(client, town)
    assert f"http://testserver/contact/{town.partnership.key}" in page
    assert "This page was made on Monday 16 November 2026." in page
    assert "In force here since 16 November 2026." in page
    assert "Demonstration" in page


def test_the_policy_leads_to_everything_that_is_printed_of_it(client: Client, town: Cast) -> None:
    key = town.partnership.key
    page = client.get(f"/policies/{key}").content.decode()
    printed = page.partition("Print: ")[2].partition("</p>")[0]
    places = [f"/policies/{key}/guide", f"/card/{key}", f"/policies/{key}/drawing.svg", f"/policies/{key}/policy.bpmn"]
    assert re.findall(r'href="([^"]+)"', printed) == places


def test_the_file_for_other_tools_is_the_policys_and_may_be_kept_for_an_hour(client: Client, town: Cast) -> None:
    address = f"/policies/{town.partnership.key}/policy.bpmn"
    answer = client.get(address)
    assert answer.content.decode() == bpmn(town.policy)
    assert ElementTree.fromstring(answer.content).tag.endswith("}definitions")
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{town.partnership.key}.bpmn"'
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get(address, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304


def test_whoever_is_signed_in_gets_the_very_same(town: Cast) -> None:
    for paper in ("guide", "policy.bpmn"):
        address = f"/policies/{town.partnership.key}/{paper}"
        with clock_at(MONDAY):
            one, other = visiting(None).get(address), visiting(town.raises).get(address)
        assert main_of(one.content.decode()) == main_of(other.content.decode())


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0] or page
