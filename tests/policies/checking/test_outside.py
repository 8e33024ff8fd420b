"""Bodies that no longer exist, mailboxes of one person, and contact details that cannot be right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policies.checking.mutants import (
    SOUND,
    Edit,
    cases,
    fires,
    found,
    having,
    in_document,
    mutated,
    quiet,
    silent,
    with_new,
    with_top,
)
from wayforward.policies.checking.outside import bodies, is_a_number, is_a_person_s


def reached(**contact: object) -> Edit:
    return having("posts", "manager", contact=contact)


@cases(
    ("that the text prints", (reached(phone="01632 960002", **{"one-person": True}),), "post manager", "medium"),
    ("that looks like a name", (reached(email="jane.smith@fernhill.example"),), "post manager", "medium"),
    (
        "of a route",
        (
            with_new(
                "routes", id="odd", agency="any", line="pre", post="lead", how={"email": "jo.bloggs2@fernhill.example"}
            ),
        ),
        "route odd",
        "medium",
    ),
)
def test_a_mailbox_of_one_person_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-26", element).severity == severity


@quiet(
    ("a mailbox of a post", (reached(email="business.manager@fernhill.example"),)),
    ("a mailbox of a team", (reached(email="fernhill.mash@fernhill.example"),)),
    ("a number", (reached(phone="01632 960002"),)),
)
def test_a_mailbox_of_a_post_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-26")


@pytest.mark.parametrize(
    "mailbox", ["the.partnership@a.uk", "chair@a.uk", "edt.north@a.uk", "cp-admin@a.uk", "s.office@a.uk"]
)
def test_a_mailbox_with_a_word_of_an_office_in_it_is_nobody_s_own(mailbox: str) -> None:
    assert not is_a_person_s(mailbox)


@cases(
    ("a post of one", (having("posts", "manager", title="Designated nurse, CCG"),), "post manager", "medium"),
    (
        "a post that is also called so",
        (having("posts", "manager", also_called=[{"says": "PCT manager"}]),),
        "post manager",
        "medium",
    ),
    ("an agency", (having("agencies", "health", title="Primary care trust"),), "agency health", "medium"),
    ("an owner", (in_document(owner="Fernhill Local Safeguarding Children Board"),), "document", "low"),
    (
        "a sentence",
        (with_new("guidance", id="ask", says="Ask Public Health England.", clauses=["1.1"]),),
        "guidance ask",
        "low",
    ),
)
def test_a_body_that_has_ended_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-27", element).severity == severity


@quiet(
    ("its successor", (having("posts", "manager", title="Designated nurse, integrated care board"),)),
    ("small letters that mean something else", (having("posts", "manager", title="Head of the pct project"),)),
    ("a part of another word", (having("posts", "manager", title="PCTX lead"),)),
    ("a body of another nation", (with_top(nation="wales"), having("posts", "manager", title="Designated nurse, CCG"))),
    (
        "a note of ours that it has been replaced",
        (with_top(governance=[{"id": "note", "says": "The CCG has been replaced.", "clauses": ["0.1"]}]),),
    ),
)
def test_a_body_that_exists_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-27")


def test_a_body_has_ended_from_the_day_after_its_last() -> None:
    policy = mutated(SOUND, having("posts", "manager", title="Designated nurse, CCG"))
    assert found(policy, "CHK-27", on=date(2022, 6, 30)) == []
    assert len(found(policy, "CHK-27", on=date(2022, 7, 1))) == 1


def test_every_body_of_the_table_has_a_name_a_nation_an_end_and_a_successor() -> None:
    assert len(bodies()) >= 15
    names = [name for body in bodies() for name in body.names]
    assert len(names) == len(set(names))
    assert all(body.names and body.now and body.ended < date(2026, 1, 1) for body in bodies())
    assert {body.nation for body in bodies()} <= {"england", "wales", "scotland", "northern-ireland"}


@cases(
    (
        "broken over a line, with the right one beside it",
        (reached(email="office@fernhill.example", printed="office@ fernhill.example"),),
        "post manager",
        "low",
    ),
    ("broken, and nothing else", (reached(printed="office at fernhill"),), "post manager", "medium"),
    ("a mailbox with a space", (reached(email="the office@fernhill.example"),), "post manager", "medium"),
    ("a number that is too short", (reached(phone="01632 9600"),), "post manager", "medium"),
    ("a number with a letter", (reached(phone="O1632 960002"),), "post manager", "medium"),
    (
        "London numbers in two styles",
        (
            reached(phone="020 7946 0001"),
            having("posts", "director", contact={"phone": "0207 946 0002"}),
            having("posts", "lead", contact={"phone": "020 7946 0003"}),
        ),
        "post director",
        "low",
    ),
)
def test_a_contact_that_cannot_be_right_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-34", element).severity == severity


@quiet(
    ("a short number", (reached(phone="101"),)),
    ("a number from abroad", (reached(phone="+44 (0)1632 960002"),)),
    ("two numbers", (reached(phone="01632 960002 or 01632 960003"),)),
    ("an extension", (reached(phone="01632 960002 ext. 12"),)),
    ("a mailbox", (reached(email="first_last-1+box@mail.fernhill.example"),)),
    (
        "London numbers in one style",
        (reached(phone="0207 946 0001"), having("posts", "director", contact={"phone": "0207 946 0002"})),
    ),
    ("one person's own, which is left out", (reached(printed="j.s@fernhill", **{"one-person": True}),)),
)
def test_a_contact_that_can_be_right_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-34")


@given(st.from_regex(r"0[1-9]\d{8,9}", fullmatch=True), st.sets(st.integers(1, 9), max_size=4))
def test_a_number_is_one_however_it_is_spaced(digits: str, gaps: set[int]) -> None:
    spaced = "".join(f"{digit} " if i in gaps else digit for i, digit in enumerate(digits))
    assert is_a_number(spaced)
    assert not is_a_number(spaced + "12345")
