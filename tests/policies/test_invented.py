"""A policy made up and written from the guide alone does what its sentences say, and so does its neighbour's."""

from pathlib import Path

import pytest

from wayforward.policies import rehearse, shelf
from wayforward.policies.account import account
from wayforward.policies.errors import PolicyErrors

INVENTED = Path(__file__).parent / "invented"
NAMES = ("saltmarsh", "northmoor", "tidewell")
SALTMARSH, NORTHMOOR, TIDEWELL = (INVENTED / name for name in NAMES)


@pytest.mark.parametrize(("folder", "examples"), [(SALTMARSH, 35), (NORTHMOOR, 4), (TIDEWELL, 15)], ids=NAMES)
def test_every_sentence_of_an_invented_policy_comes_true(folder: Path, examples: int) -> None:
    results = list(rehearse.run(str(folder)))
    assert len(results) == examples
    assert not [f"{result.says}: {problem}" for result in results for problem in result.failures]


@pytest.mark.parametrize("folder", [SALTMARSH, NORTHMOOR, TIDEWELL], ids=NAMES)
def test_its_account_is_whole(folder: Path) -> None:
    assert account(shelf.load(folder)).whole


def test_a_neighbour_has_its_own_times_and_another_s_numbers() -> None:
    northmoor = shelf.load(NORTHMOOR)
    assert northmoor.extends == ("Adults and Children Resolution Pathway",)
    assert northmoor.inherited_contacts == ("emergency-team", "business-unit")
    assert "step-c" not in {stage.id for stage in northmoor.stages}


def test_a_neighbour_that_leaves_out_a_step_is_told_what_still_names_it() -> None:
    texts = shelf.texts(NORTHMOOR)
    cap = next(line for line in texts["policy.yaml"].splitlines() if "id: a-to-d" in line)
    texts["policy.yaml"] = texts["policy.yaml"].replace(f"caps:\n{cap}\n", "")
    with pytest.raises(PolicyErrors) as found:
        shelf.load_text(texts, folder="northmoor")
    assert "leaving out “step-c” leaves line" in str(found.value)
    assert {error.file for error in found.value.errors} == {"northmoor/policy.yaml", "saltmarsh/policy.yaml"}
