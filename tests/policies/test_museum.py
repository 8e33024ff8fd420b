"""Every mistake in the museum is told with its line and column, what is wrong, and what to write."""

from pathlib import Path

import pytest

from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors

MUSEUM = Path(__file__).parent / "museum"
SAYS = "# must say: "
EXHIBITS = sorted(MUSEUM.glob("*.yaml"))


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda file: file.stem)
def test_a_mistake_is_told_where_it_stands_and_with_what_to_write_instead(exhibit: Path) -> None:
    lines = exhibit.read_text(encoding="utf-8").splitlines()
    expected = [line.removeprefix(SAYS) for line in lines if line.startswith(SAYS)]

    with pytest.raises(PolicyErrors) as found:
        shelf.examples(exhibit)  # which reads the policy first

    assert [str(error).removeprefix(f"museum/{exhibit.name}:") for error in found.value.errors] == expected
    assert expected, "an exhibit says on its first line what must be said of it"


def test_the_museum_has_room_for_many_mistakes() -> None:
    assert len(EXHIBITS) >= 150


def test_several_mistakes_are_told_together_in_the_order_of_the_file() -> None:
    text = (MUSEUM / "unknown-post.yaml").read_text(encoding="utf-8")
    text = text.replace("title: Talk", "title: Talk, line: seven").replace("[raised]", "[rasied]")

    with pytest.raises(PolicyErrors) as found:
        shelf.load_text({"policy.yaml": text}, folder="here")

    assert [error.what for error in found.value.errors] == [
        "line “seven” has no route",
        "“chiar” is nobody in this policy",
        "“rasied” is nothing that can happen",
    ]
    assert str(found.value).splitlines()[0].startswith("here/policy.yaml:11:54:")


def test_what_two_elements_share_is_told_once() -> None:
    text = (MUSEUM / "unknown-post.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "says: People talk.", "says: People talk., acts: {raising: nobody}, time: {within: 5 working days}"
    )

    with pytest.raises(PolicyErrors) as found:
        shelf.load_text({"policy.yaml": text})

    assert len([error for error in found.value.errors if "“nobody”" in error.what]) == 1
