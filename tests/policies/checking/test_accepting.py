"""Accepting a finding is written beside the policy, holds while its element stays as it is, and can be taken back."""

from datetime import date

from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.checking import Finding, check
from wayforward.policies.checking.accepting import ACCEPTED, with_accepted, without_accepted

DAY = date(2026, 11, 20)
TEXTS = shelf.texts("barnsley")


def found(texts: dict[str, str]) -> tuple[Finding, ...]:
    policy: Policy = shelf.load_text(texts)
    return check(policy, shelf.calendar(policy.nation), DAY)


def accepting(texts: dict[str, str], finding: Finding, because: str = "The board: it \"knows\" - 'so be it'.") -> str:
    return with_accepted(texts.get(ACCEPTED), finding, "Ann Example", DAY, because)


def test_an_accepted_finding_says_who_accepted_it_when_and_why() -> None:
    finding = found(TEXTS)[0]
    again = next(f for f in found({**TEXTS, ACCEPTED: accepting(TEXTS, finding)}) if f.key == finding.key)
    assert again.accepted is not None
    assert (again.accepted.by, str(again.accepted.on)) == ("Ann Example", "2026-11-20")
    assert again.accepted.because == "The board: it \"knows\" - 'so be it'."
    assert sum(f.accepted is not None for f in found({**TEXTS, ACCEPTED: accepting(TEXTS, finding)})) == 1


def test_accepting_it_again_takes_the_place_of_the_first_time() -> None:
    finding = found(TEXTS)[0]
    once = {**TEXTS, ACCEPTED: accepting(TEXTS, finding)}
    twice = accepting(once, finding, "For another reason.")
    assert twice.count("- finding:") == 1
    assert "For another reason." in twice


def test_it_is_taken_back_and_the_last_one_takes_the_file_with_it() -> None:
    first, second = found(TEXTS)[:2]
    text = accepting(TEXTS, first)
    both = accepting({**TEXTS, ACCEPTED: "# Kept by the board.\n" + text}, second)
    one = without_accepted(both, first.key)
    assert one is not None
    assert second.key in one.replace("\n", " ")
    assert one.startswith("# Kept by the board.")
    assert without_accepted(one, second.key) is None
