"""Every policy can be walked from the page: each way on, each act that is offered, each form, page by page."""

import re

import pytest

from tests.cast import MONDAY, Cast, found
from tests.web.visiting import filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.escalations import history
from wayforward.escalations.models import Escalation
from wayforward.escalations.read import entries
from wayforward.policies import shelf

POLICIES = shelf.names()
WAY = re.compile(r'href="(/escalations/[^"]+/(?:escalate\?to|line\?line)=[^"]+)"')
ACT = re.compile(r'href="(/escalations/WF-[^"/]+/[a-z-]+(?:\?form=[^"]+)?)"')


def walked(cast: Cast) -> list[Escalation]:
    """One escalation at each stage that can be reached by going on, with whatever each step lacks given a reason."""
    rows = [cast.raised()]
    seen = {history.fold(entries(rows[0])).stage}
    for stage in cast.policy.stages:
        if stage.id in seen:
            continue
        row = cast.raised()
        cast.does(row, cast.raises, MONDAY, cmd.Escalate, to=stage.id, reason="It cannot wait.", override=True)
        rows.append(row)
    return rows


@pytest.mark.parametrize("policy", POLICIES)
def test_each_stage_has_its_page_and_every_act_of_it_opens(db: None, sealing_key: object, policy: str) -> None:
    cast, tried = found(policy), set[str]()
    for row in walked(cast):
        for who in ("raises", "other_lead"):
            browser = visiting(getattr(cast, who))
            page = browser.get(f"/escalations/{row.ref}")
            assert page.status_code == 200
            links = {address.replace("&amp;", "&") for address in ACT.findall(page.content.decode())}
            for address in sorted(links, key=lambda link: link.rpartition("/")[2]):
                kind = address.rpartition("/")[2]
                if kind not in tried:  # each once: the same act is drawn alike at every stage
                    tried.add(kind)
                    assert browser.get(address).status_code == 200, (policy, who, address)
    assert {"discuss", "state", "delegate", "urgent", "withdraw"} <= tried


@pytest.mark.parametrize("policy", POLICIES)
def test_each_way_on_is_gone_by_typing_a_reason_and_no_more(db: None, sealing_key: object, policy: str) -> None:
    cast = found(policy)
    row = cast.raised()
    browser = visiting(cast.raises)
    ways = {a.replace("&amp;", "&") for a in WAY.findall(browser.get(f"/escalations/{row.ref}").content.decode())}
    assert ways
    for way in sorted(ways):
        other = cast.raised()
        address = way.replace(row.ref, other.ref)
        before = len(entries(other))

        form = filled(browser.get(address))
        check = browser.post(address, {**form, "reason": "It cannot wait.", "override": "yes", "overridable": "yes"})
        assert "Check before you go on" in read(check), (address, read(check))
        assert browser.post(address, filled(check)).status_code == 302

        assert len(entries(other)) > before
