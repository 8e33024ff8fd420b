"""Drawing a policy from the command line: as a picture, BPMN, a guide, a card or words, without Django."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from wayforward.cli import main
from wayforward.policies import shelf
from wayforward.policies.bpmn import bpmn
from wayforward.policies.drawing import drawing, in_words
from wayforward.policies.guide import guide
from wayforward.policies.svg import svg

TOWN = str(Path(__file__).parent / "town")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in this process: its exit code, what it prints and what it says of mistakes."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_drawing_is_a_picture_unless_something_else_is_asked_for(ask: Any) -> None:
    assert ask("policy", "draw", TOWN) == (0, svg(drawing(shelf.load(TOWN))), "")
    assert ask("policy", "draw", TOWN, "--as", "bpmn") == (0, bpmn(shelf.load(TOWN)), "")


def test_in_words_every_stage_and_every_way_is_told(ask: Any) -> None:
    code, out, _ = ask("policy", "draw", "newham", "--as", "words")
    assert code == 0
    assert out.startswith("If anybody is in immediate danger, ring 999 first.")
    for told in in_words(shelf.load("newham")):
        assert told.name in out
        assert all(way in out for way in told.ways)


def test_the_guide_is_plain_lines_that_say_how_to_find_whom_to_ring(ask: Any) -> None:
    _, out, _ = ask("policy", "draw", "barnsley", "--as", "guide")
    assert guide(shelf.load("barnsley")).decides in out
    assert "wayforward policy draw barnsley --as card --agency KIND" in out


def test_a_card_has_every_line_of_the_agency_with_what_the_policy_prints_and_where_it_names_nobody(ask: Any) -> None:
    code, out, _ = ask("policy", "draw", "barnet-children", "--as", "card", "--agency", "health")
    assert code == 0
    assert "Line 1" in out
    assert "0208 216 4600" in out
    assert "the policy prints no number" in out
    family = ask("policy", "draw", "barnet-children", "--as", "card", "--agency", "family-services")[1]
    assert "the policy names nobody." in family


def test_every_agency_of_every_shipped_policy_has_a_card(ask: Any) -> None:
    for name in shelf.names():
        for agency in shelf.load(name).agencies:
            code, out, err = ask("policy", "draw", name, "--as", "card", "--agency", agency.id)
            assert (code, err) == (0, "")
            assert agency.title in out


def test_it_is_written_to_a_file(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "town.svg"
    assert ask("policy", "draw", TOWN, "--to", str(file)) == (0, "", "")
    assert ElementTree.fromstring(file.read_text(encoding="utf-8")).tag.endswith("svg")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--as", "card"], "A card is one agency's. Write --agency and one of: "),
        (["--as", "card", "--agency", "moon"], "--agency moon: the policy has no such agency. Write --agency and one"),
        (["--as", "svg", "--agency", "police"], "--agency police: only a card is an agency's. Write --as card, or"),
        (["--to", "/nowhere/at/all.svg"], "--to /nowhere/at/all.svg: No such file or directory. Name a file in a"),
        (["--as", "poster"], "Write: wayforward policy draw"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_to_write(ask: Any, words: list[str], says: str) -> None:
    code, out, err = ask("policy", "draw", TOWN, *words)
    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize("form", ["svg", "bpmn", "guide", "card", "words"])
def test_drawing_starts_without_django(form: str) -> None:
    agency = ["--agency", "family-services"] if form == "card" else []
    program = (
        "import sys\nfrom wayforward.cli import main\n"
        f"code = main({['policy', 'draw', TOWN, '--as', form, *agency]!r})\n"
        "sys.exit(code or 'django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False).returncode == 0
