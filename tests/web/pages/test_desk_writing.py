"""Writing a policy in the browser: questions in, the file out, and nothing of it lost that nobody touched."""

from __future__ import annotations

import html
import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, visiting
from tests.web.visiting import read as words_of
from wayforward.desk import drafts
from wayforward.desk.checking import Checked, checked
from wayforward.desk.drafts import Shipped, Texts
from wayforward.desk.models import Version
from wayforward.policies import shelf
from wayforward.policies.checking import Severity
from wayforward.policies.writing.parts import part_of, section


class _Form(HTMLParser):
    """What a browser would send back of a page that nobody has touched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = ""
        self.chosen: str | None = None
        self.words = ""
        self.feed(page)

    def put(self, name: str | None, value: str | None) -> None:
        if name:
            self.sent.setdefault(name, []).append(value or "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        match tag:
            case "input" if has.get("type") in ("radio", "checkbox"):
                if "checked" in has:
                    self.put(has.get("name"), has.get("value"))
            case "input" if has.get("type") != "file":
                self.put(has.get("name"), has.get("value"))
            case "select":
                self.select, self.chosen = has.get("name") or "", None
            case "option" if "selected" in has or self.chosen is None:
                self.chosen = has.get("value") or ""
            case "textarea":
                self.area, self.words = has.get("name") or "", ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.put(self.select, self.chosen)
        if tag == "textarea":
            self.put(self.area, self.words.removeprefix("\n"))


def form(answer: Any) -> dict[str, list[str]]:
    sent = _Form(answer.content.decode()).sent
    return {name: values for name, values in sent.items() if name != "csrfmiddlewaretoken"}


def read(answer: Any) -> str:
    return html.unescape(words_of(answer))


def begun(cast: Cast, policy: str = "havering") -> Version:
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, Shipped(policy))
    assert isinstance(version, Version)
    return version


def where(version: Version, tail: str = "write") -> str:
    return f"/desk/{version.partnership.key}/{version.pk}/{tail}"


def texts(version: Version) -> dict[str, str]:
    version.refresh_from_db()
    return dict(version.texts)


@pytest.fixture
def desk(cast: Cast) -> Client:
    return visiting(cast.manager)


def test_the_contents_count_each_part_and_say_that_the_draft_loads(cast: Cast, desk: Client) -> None:
    said = read(desk.get(where(begun(cast))))
    assert "Stages (6)" in said
    assert "It loads." in said
    assert " high, " in said


def test_the_findings_beside_the_editor_are_those_of_the_check(cast: Cast, desk: Client) -> None:
    version = begun(cast, "barnet-multi-agency")  # which replaces a policy that asked for more
    found = checked(version.texts, MONDAY.date())
    assert isinstance(found, Checked)
    assert any(finding.rule == "CHK-38" for finding in found.open)
    with clock_at(MONDAY):
        said = read(desk.get(where(version)))
    assert f"Findings : {', '.join(f'{found.count(severity)} {severity.value}' for severity in Severity)}" in said


@pytest.mark.parametrize("place", [
    "stages/stage-2", "times/stage-1", "ways/stage-1.1", "routes/1", "document/document", "policy/policy",
    "readings/readings", "facts/plan", "guidance/challenge",
])  # fmt: skip
def test_saving_a_page_that_nobody_touched_changes_no_letter_of_the_file(cast: Cast, desk: Client, place: str) -> None:
    version = begun(cast)
    before = texts(version)
    part, _, key = place.partition("/")
    if part in ("routes", "facts"):
        key = first(desk, version, part)
    address = where(version, f"write/{part}/{key}")
    answer = desk.post(address, form(desk.get(address)))
    assert answer.status_code == 302, read(answer)
    assert texts(version) == before


def first(desk: Client, version: Version, part: str) -> str:
    found = part_of(part)
    assert found is not None
    return section(version.texts, found).elements[0].key


def test_a_changed_answer_changes_its_own_line_and_no_other(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    before = texts(version)["policy.yaml"].splitlines()
    address = where(version, "write/stages/stage-2")
    desk.post(address, form(desk.get(address)) | {"title": ["The managers: a talk"]})
    after = texts(version)["policy.yaml"].splitlines()
    assert [line for line in after if line not in before] == ['    title: "The managers: a talk"']
    assert len(before) == len(after)


def test_a_new_stage_is_named_by_its_label_and_stands_last(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    address = where(version, "write/stages/new")
    answer = desk.post(address, form(desk.get(address)) | {
        "label": ["Stage Seven"], "title": ["The end"], "says": ["It ends."],
        "time__within-number": ["3"], "time__within-unit": ["working days"],
    })  # fmt: skip
    assert answer.status_code == 302, read(answer)
    policy = shelf.load_text(texts(version))
    assert policy.stages[-1].id == "stage-seven"
    assert "within: 3 working days" in texts(version)["policy.yaml"]


def test_what_the_language_refuses_is_said_at_the_question_and_nothing_typed_is_lost(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    before = texts(version)
    address = where(version, "write/stages/stage-2")
    typed = form(desk.get(address)) | {
        "title": ["Kept here"], "time__within-number": [""], "time__within-unit": ["none"], "time__silent": [""],
    }  # fmt: skip
    answer = desk.post(address, typed)
    assert answer.status_code == 200
    assert "nothing says why" in read(answer)
    assert "Kept here" in answer.content.decode()
    assert texts(version) == before
    assert desk.post(address, typed | {"anyway": ["yes"]}).status_code == 302
    assert "To mend" in read(desk.get(address)) or "to mend" in read(desk.get(where(version)))


def test_what_somebody_else_saved_meanwhile_is_never_overwritten(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    address = where(version, "write/stages/stage-2")
    mine = form(desk.get(address)) | {"title": ["Mine"]}
    other = where(version, "write/stages/stage-1")
    desk.post(other, form(desk.get(other)) | {"title": ["Theirs"]})
    answer = desk.post(address, mine)
    assert "saved this draft since you opened it" in read(answer)
    assert "Mine" in answer.content.decode()
    assert "title: Mine" not in texts(version)["policy.yaml"]
    desk.post(address, form(answer))
    assert {"title: Mine", "title: Theirs"} <= {line.strip() for line in texts(version)["policy.yaml"].splitlines()}


def test_taking_an_element_out_says_first_what_would_then_be_wrong(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    address = where(version, "write/agencies/health/take-out")
    page = desk.get(address)
    assert "would have to be mended" in read(page)
    desk.post(address, form(page))
    assert "id: health," not in texts(version)["policy.yaml"]
    assert "It does not load yet." in read(desk.get(where(version)))


def test_a_new_name_is_used_wherever_the_old_one_was(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    address = where(version, "write/stages/stage-2/name")
    desk.post(address, form(desk.get(address)) | {"name": ["second"]})
    policy = shelf.load_text(texts(version))
    assert "second" in {stage.id for stage in policy.stages}
    assert "stage-2 " not in texts(version)["policy.yaml"]


def test_elements_are_moved_up_and_down_with_their_comments(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    page = form(desk.get(where(version, "write/stages")))
    desk.post(where(version, "write/stages/stage-2/order"), {"way": "up", "saves": page["saves"][0]})
    assert [stage.id for stage in shelf.load_text(texts(version)).stages][:2] == ["stage-2", "stage-1"]


def test_the_week_says_each_gap_in_words_and_leads_to_filling_it(cast: Cast, desk: Client) -> None:
    version = begun(cast, "barnet-multi-agency")
    said = read(desk.get(where(version, "week")))
    assert "Nobody answers" in said
    assert "Add who answers then" in said
    assert "Monday" in said


def test_the_preview_shows_the_draft_and_not_what_is_in_force(cast: Cast, desk: Client) -> None:
    version = begun(cast, "newham")
    assert "Child Protection Manager" in read(desk.get(where(version, "preview")))
    assert "Police" in read(desk.get(where(version, "preview?show=contact")))
    assert "urgent action" in read(desk.get(where(version, "preview?show=raise")))


def test_the_files_are_taken_away_singly_and_as_one(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    one = desk.get(where(version, "file/policy.yaml"))
    assert one.content.decode() == texts(version)["policy.yaml"]
    whole = zipfile.ZipFile(io.BytesIO(desk.get(where(version, "file/havering.zip")).content))
    assert {name.rpartition("/")[2] for name in whole.namelist()} == set(texts(version))


def test_a_file_with_a_mistake_is_shown_with_its_line_and_column_and_is_not_lost(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    before = texts(version)
    typed = form(desk.get(where(version, "file"))) | {"name": ["policy.yaml"], "text": ["policy: x\ntitel: y\n"]}
    answer = desk.post(where(version, "file"), typed)
    assert "policy.yaml:2:1" in read(answer)
    assert "titel: y" in answer.content.decode()
    assert texts(version) == before


def test_a_file_from_the_computer_takes_the_place_of_the_one_there(cast: Cast, desk: Client) -> None:
    version = begun(cast)
    changed = texts(version)["policy.yaml"].replace("title: Inter-agency", "title: Between agencies", 1)
    typed = {name: values[0] for name, values in form(desk.get(where(version, "file"))).items()}
    sent = typed | {"name": "policy.yaml", "text": "", "file": io.BytesIO(changed.encode())}
    assert desk.post(where(version, "file"), sent).status_code == 302
    assert texts(version)["policy.yaml"] == changed


def test_a_file_that_cannot_be_taken_apart_leads_to_its_own_page(cast: Cast, desk: Client) -> None:
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, Texts({"policy.yaml": "policy: [\n"}, "A file"))
    assert isinstance(version, Version)
    said = read(desk.get(where(version)))
    assert "The file cannot be read" in said
    assert "Go to the file" in said


def test_nobody_but_the_office_writes_and_a_stranger_finds_nothing(cast: Cast, neighbours: Cast) -> None:
    version = begun(cast)
    for who in (cast.raises, cast.outside, neighbours.manager):
        for tail in ("write", "write/stages", "write/stages/stage-1", "week", "file", "preview"):
            assert visiting(who).get(where(version, tail)).status_code == 404


@pytest.mark.parametrize("name", ["a/b", "<script>canary()</script>", ""])
@pytest.mark.parametrize("part", ["stages", "posts"])
def test_a_name_that_no_address_can_hold_is_listed_and_mended_in_the_file(cast: Cast, part: str, name: str) -> None:
    texts = dict(shelf.texts("havering"))
    before, mark, after = texts["policy.yaml"].partition(f"\n{part}:\n")
    texts["policy.yaml"] = before + mark + re.sub(r"id: [^,}\n]+", f"id: '{name}'", after, count=1)
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, Texts(texts, "A file"))
    assert isinstance(version, Version)
    answer = visiting(cast.manager).get(where(version, f"write/{part}"))
    assert answer.status_code == 200
    assert where(version, "file") in answer.content.decode()
    assert "<script>canary" not in answer.content.decode()


@pytest.mark.parametrize("saves", ["9" * 5000, "-1", "x"])
def test_a_number_of_saves_that_nobody_had_on_screen_is_never_an_error(cast: Cast, saves: str) -> None:
    version = begun(cast)
    address = where(version, "write/stages/stage-1/order")
    assert visiting(cast.manager).post(address, {"saves": saves, "way": "down"}).status_code in (302, 404)


def test_the_text_of_a_file_that_was_sent_after_the_session_ended_stands_in_the_box_again(cast: Cast) -> None:
    version = begun(cast)
    page = where(version, "file")
    typed = form(visiting(cast.manager).get(page)) | {"text": ["policy: typed-at-night\n"]}
    assert visiting(None).post(page, typed).status_code == 302
    for address in (page, f"{page}?file=policy.yaml"):
        assert "policy: typed-at-night" in visiting(cast.manager).get(address).content.decode()
    assert "typed-at-night" not in visiting(cast.manager).get(f"{page}?file=clauses.yaml").content.decode()
    assert visiting(cast.outside).get(page).status_code == 404
