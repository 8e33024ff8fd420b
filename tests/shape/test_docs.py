"""What the documents show is so: policies load, commands answer as printed, links lead somewhere."""

import contextlib
import importlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shape.tree import HERE, named, tracked
from wayforward.cli import main
from wayforward.core.occurrences import STANDARD
from wayforward.policies import rehearse, shelf
from wayforward.policies.account import account
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.shape import json_schema
from wayforward.policies.stories.keys import ASKED, THEN, VERBS

GUIDE = HERE / "docs/how-to/write-a-policy.md"
DOCUMENTS = (HERE / "README.md", HERE / "CONTRIBUTING.md", *sorted((HERE / "docs").rglob("*.md")))
TUTORIAL = HERE / "docs/tutorial/first-escalation.md"
FOLDER = "my-policies"


@dataclass(frozen=True)
class Block:
    """A fenced piece of a document: what its first line says it is, and where it stands."""

    document: Path
    line: int
    kind: str  # "yaml add", "console"
    text: str

    @property
    def name(self) -> str:
        return f"{self.document.name}:{self.line} {self.kind}"


def blocks(document: Path) -> Iterator[Block]:
    text = document.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\S[^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(document, line, found[1].strip(), found[2])


ALL = tuple(block for document in DOCUMENTS if document.exists() for block in blocks(document))
GUIDED = tuple(block for block in ALL if block.document == GUIDE)
FILES = tuple(block for block in GUIDED if block.kind.startswith(("yaml file=", "yaml scenario=")))
PIECES = tuple(block for block in GUIDED if block.kind == "yaml add")
CONSOLES = tuple(block for block in ALL if block.kind == "console")


def of_kind(kind: str) -> tuple[Block, ...]:
    return tuple(block for block in GUIDED if block.kind == kind)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with every file of the guide in it, as its reader has saved them."""
    made = tmp_path / FOLDER
    made.mkdir()
    for block in FILES:
        (made / block.kind.partition("=")[2]).write_text(block.text, encoding="utf-8")
    return made


def changed(folder: Path, text: str) -> str:
    """The path of the guide's small policy with this piece in it. Its lines are counted as in the piece."""
    beside = folder.parent / "changed" / FOLDER
    beside.mkdir(parents=True)
    file = beside / "riverside.yaml"
    file.write_text(f"{text}\npolicy: riverside\nextends: ../../{FOLDER}/riverside.yaml\n", encoding="utf-8")
    return str(file)


def failures(policy: str) -> list[str]:
    return [f"{result.says}: {problem}" for result in rehearse.run(policy) for problem in result.failures]


@pytest.mark.parametrize("block", [b for b in FILES if b.kind.startswith("yaml file=")], ids=lambda b: b.name)
def test_a_whole_policy_in_the_guide_loads_accounts_for_its_clauses_and_passes_its_examples(
    block: Block, folder: Path
) -> None:
    file = str(folder / block.kind.partition("=")[2])
    assert account(shelf.load(file)).whole
    assert shelf.examples(file)
    assert not failures(file)


@pytest.mark.parametrize("block", PIECES, ids=lambda b: b.name)
def test_a_piece_of_policy_in_the_guide_fits_into_the_small_policy_and_its_examples_come_true(
    block: Block, folder: Path
) -> None:
    file = changed(folder, block.text)
    assert not account(shelf.load(file)).unknown
    assert not failures(file)


def mistakes() -> list[tuple[Block, Block]]:
    """Each mistake the guide shows, with the message that it says is given."""
    return [(block, GUIDED[i + 1]) for i, block in enumerate(GUIDED) if block.kind == "yaml wrong"]


@pytest.mark.parametrize(("wrong", "told"), mistakes(), ids=lambda b: b.name)
def test_a_mistake_in_the_guide_is_told_in_the_words_it_prints(wrong: Block, told: Block, folder: Path) -> None:
    with pytest.raises(PolicyErrors) as found:
        shelf.load(changed(folder, wrong.text))
    assert str(found.value) == told.text.strip()


def test_the_guide_shows_mistakes_pieces_and_whole_policies() -> None:
    assert len(mistakes()) >= 8
    assert len(PIECES) >= 30
    assert len(FILES) >= 3


@pytest.mark.parametrize("block", CONSOLES, ids=lambda b: b.name)
def test_a_command_answers_as_the_document_prints_it(
    block: Block, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for command, printed in commands(block.text):
        assert matches(printed, answered(command)), f"{command}\n\n{answered(command)}"


def commands(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def answered(command: str) -> str:
    """What one command prints. `wayforward` runs in this process; the rest are programs of the project."""
    program, *words = shlex.split(command)
    if program == "wayforward":
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            main(words)
        return said.getvalue()
    assert program == "python3", f"{program} is no program that a document may show as run"
    paths = [str(HERE / word) if (HERE / word).is_file() else word for word in words]
    ran = subprocess.run([sys.executable, *paths], capture_output=True, text=True, env=dict(os.environ))
    return ran.stdout + ran.stderr


def matches(printed: str, answer: str) -> bool:
    """Whether the answer is as printed. A line of three dots stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(f"{line}\n") for line in printed.splitlines())
    return re.fullmatch(pattern, answer) is not None


def test_an_answer_that_differs_from_what_is_printed_is_found() -> None:
    assert matches("one\n...\nfour\n", "one\ntwo\nthree\nfour\n")
    assert not matches("one\n...\nfour\n", "one\ntwo\nthree\nfive\n")
    assert not matches("one\n", "one\ntwo\n")


def written_in_guide(word: str) -> bool:
    text = GUIDE.read_text(encoding="utf-8")
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def test_the_guide_names_every_key_of_the_language() -> None:
    schema = json_schema()
    keys = {key for shape in (schema, *schema["$defs"].values()) for key in shape.get("properties", {})}
    assert len(keys) > 100
    assert not sorted(key for key in keys if not written_in_guide(key))


def test_the_guide_names_every_value_that_the_language_lists() -> None:
    values = set(re.findall(r'"enum": \[([^\]]*)\]', json.dumps(json_schema())))
    listed = {word for each in values for word in json.loads(f"[{each}]")}
    assert len(listed) > 60
    assert not sorted(value for value in listed if not written_in_guide(str(value)))


def test_the_guide_names_every_verb_and_every_expectation_of_an_example() -> None:
    words = {*VERBS, *THEN, *(key for asked in ASKED.values() for key in (*asked.asked, *asked.then))}
    assert not sorted(word for word in words if not written_in_guide(word))


def test_the_guide_names_everything_that_can_happen() -> None:
    assert not sorted(name for name in STANDARD if not written_in_guide(name))


def anchors(document: Path) -> set[str]:
    """The addresses of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    return broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.relative_to(HERE).as_posix())
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    assert not broken_links(document)


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "# One heading\n[a](#one-heading) [b](#two) [c](other.md) [d](https://example.org/x) [e](page.md)"
    )
    assert broken_links(document) == ["#two", "other.md"]


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [HERE / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached:
            continue
        reached.add(document)
        for target in re.findall(r"\]\(([^)\s#]+\.md)", document.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target):
                waiting.append((document.parent / target).resolve())
    assert not sorted(str(document.relative_to(HERE)) for document in set(DOCUMENTS) - reached)


def test_every_word_the_tutorial_tells_you_to_press_stands_on_a_page_or_in_a_policy() -> None:
    told = re.findall(r"\*\*([^*]+)\*\*", TUTORIAL.read_text(encoding="utf-8"))
    shown = _plain(path.read_text(encoding="utf-8") for path in tracked() if shows(path))
    assert len(told) > 30
    assert not sorted(words for words in told if _plain([words]) not in shown and not invented(words))


def shows(path: Path) -> bool:
    """Whether a file holds words that the demonstration shows."""
    within = named(path)
    return within.startswith(("src/wayforward/web/", "src/wayforward/cli/demonstration/", "policies/barnsley/"))


def invented(words: str) -> bool:
    """Whether this is a name that the demonstration gives to somebody."""
    names = (HERE / "src/wayforward/cli/demonstration/names.yaml").read_text(encoding="utf-8")
    return all(re.search(rf"\b{name}\b", names) for name in words.split())


def _plain(texts: Iterable[str]) -> str:
    """Texts without what differs between a page and a document: breaks, quotation marks, stops."""
    return re.sub(r"[\s.’']+", " ", " ".join(texts))


def test_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (HERE / "docs/decisions").glob("*.md") if path.name != "README.md")
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]


def test_a_page_of_the_reference_that_is_out_of_date_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(HERE / "tools"))
    reference = importlib.import_module("write_reference")
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    (tmp_path / "words.md").write_text("# The words of last year\n", encoding="utf-8")
    assert reference.main(["--check"]) == 1
    assert "words.md" in capsys.readouterr().out


def test_the_reference_is_as_the_code_has_it() -> None:
    command = [sys.executable, "tools/write_reference.py", "--check"]
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
