"""Whom the words of a policy mean in one escalation."""

from wayforward.core.escalation import Escalation, Party
from wayforward.core.people import OFFICE, Seat, seats
from wayforward.core.policy.people import Equivalent, Post

LEAD = Post(
    id="lead",
    title="Safeguarding lead",
    of="each",
    equivalents={"gp": Equivalent(title="Safeguarding liaison officer", of="integrated-care-board")},
    falls_to=("line-manager", "committee-member"),
)
MANAGER = Post(id="manager", title="Partnership manager", of="partnership")
CHAIR = Post(id="chair", title="Chair of another board", of="outside")
TEAM = Post(id="team-manager", title="Team manager", of="family-services")
POSTS = {post.id: post for post in (LEAD, MANAGER, CHAIR, TEAM)}
HELD = Escalation(
    raiser="ann",
    parties=(
        Party(agency="schools:oak", side="raising", person="ann"),
        Party(agency="gp:mill", side="responding"),
        Party(agency="voluntary:club", side="supporting", person="sam"),
    ),
)
FALLS_TO = ("line-manager", "committee-member")


def test_a_practice_without_the_post_is_answered_for_by_the_agency_that_lends_one() -> None:
    assert seats(POSTS, HELD, "responding lead") == (
        Seat(agency="integrated-care-board", post="lead", stand_ins=FALLS_TO, lent_to="gp:mill"),
    )


def test_an_agency_with_the_post_answers_for_itself_and_names_who_stands_in() -> None:
    assert seats(POSTS, HELD, "raising lead") == (Seat(agency="schools:oak", post="lead", stand_ins=FALLS_TO),)


def test_each_means_every_agency_in_the_disagreement_and_can_be_narrowed_to_one() -> None:
    assert [seat.agency for seat in seats(POSTS, HELD, "each lead")] == ["schools:oak", "integrated-care-board"]
    assert [seat.agency for seat in seats(POSTS, HELD, "each lead", "schools:oak")] == ["schools:oak"]


def test_the_worker_who_raised_it_and_their_supporter_are_people_not_posts() -> None:
    assert seats(POSTS, HELD, "raiser") == (Seat(agency="schools:oak", person="ann"),)
    assert seats(POSTS, HELD, "supporter") == (Seat(agency="voluntary:club", person="sam"),)


def test_the_worker_who_is_challenged_is_reached_at_their_agencys_front_door() -> None:
    assert seats(POSTS, HELD, "counterpart") == (Seat(agency="gp:mill"),)


def test_a_post_of_the_partnership_sits_in_its_office_and_one_outside_sits_nowhere_here() -> None:
    assert seats(POSTS, HELD, "manager") == (Seat(agency=OFFICE, post="manager"),)
    assert seats(POSTS, HELD, "chair") == (Seat(post="chair"),)


def test_a_post_of_an_agency_that_is_no_party_is_sought_in_the_directory() -> None:
    assert seats(POSTS, HELD, "team-manager") == (Seat(agency="family-services", post="team-manager"),)


def test_words_that_mean_nobody_give_no_seat() -> None:
    assert seats(POSTS, HELD, "nobody-we-know") == ()
