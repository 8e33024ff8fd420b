"""Beginning a policy: from a blank page, from another partnership's without its numbers, from a file."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast
from tests.desk import papers
from tests.web.pages.test_desk_writing import read
from tests.web.visiting import visiting
from wayforward.desk import drafts
from wayforward.desk.models import Version
from wayforward.policies import shelf
from wayforward.policies.sources import EXAMPLES

NEW = "/desk/havering/new"
ANSWERS = {
    "title": "How we disagree well", "nation": "england", "subjects": ["child", "unborn"],
    "agencies": ["Police", "Health services"], "others": "Fire and rescue\n", "stage_1": "Step one",
    "time_1": "1 working day", "stage_2": "Step two", "stage_3": "Step three", "time_3": "48 hours",
    "decider": "Independent chair", "office": "Board manager", "office_email": "board@example.org", "office_phone": "",
}  # fmt: skip


@pytest.fixture
def desk(cast: Cast) -> Client:
    return visiting(cast.manager)


def latest() -> Version:
    return Version.objects.latest("begun_at")


def test_a_few_answers_make_a_policy_that_loads_with_its_stages_and_times(desk: Client) -> None:
    answer = desk.post(f"{NEW}/blank", ANSWERS)
    assert answer.status_code == 302, read(answer)
    policy = shelf.load_text(latest().texts)
    assert [stage.label for stage in policy.stages] == ["Step one", "Step two", "Step three"]
    assert [agency.title for agency in policy.agencies] == ["Police", "Health services", "Fire and rescue"]
    assert policy.stages[-1].decision is not None
    assert "It loads." in read(desk.get(answer.headers["Location"]))


def test_the_agencies_of_a_blank_page_are_those_that_the_directory_knows(desk: Client) -> None:
    usual = ["Children’s social care", "Police", "Schools and colleges", "Health services"]
    desk.post(f"{NEW}/blank", ANSWERS | {"agencies": usual, "others": ""})
    ids = [agency.id for agency in shelf.load_text(latest().texts).agencies]
    assert ids == ["family-services", "police", "schools", "health"]
    assert set(ids) <= {agency.id for agency in shelf.load("havering").agencies}


def test_a_time_that_can_be_read_two_ways_is_refused_in_words_and_the_rest_stays_typed(desk: Client) -> None:
    answer = desk.post(f"{NEW}/blank", ANSWERS | {"time_1": "3 days"})
    assert "does not say which days" in read(answer)
    assert "How we disagree well" in answer.content.decode()


def test_a_policy_without_an_agency_is_asked_for_one(desk: Client) -> None:
    assert "Select at least one agency" in read(desk.post(f"{NEW}/blank", ANSWERS | {"agencies": [], "others": ""}))


def test_another_partnerships_policy_comes_without_its_numbers_and_with_its_clauses(cast: Cast, desk: Client) -> None:
    desk.post(NEW, {"source": "shipped-barnet-multi-agency"})
    texts = latest().texts
    assert not re.search(r"\b0\d{2,4} ?\d{3}|@[a-z]+\.", "".join(texts.values()))
    policy = shelf.load_text(texts)
    assert policy.partnership == cast.partnership.name
    assert not any(post.contact.phone or post.contact.email for post in policy.posts)
    assert len(policy.clauses) == len(shelf.load("barnet-multi-agency").clauses)


def test_the_policy_in_force_is_taken_over_with_every_number_it_has(cast: Cast, desk: Client) -> None:
    desk.post(NEW, {"source": "in-force"})
    assert latest().texts == dict(cast.adoption.sources)


def test_the_version_that_somebody_came_from_is_chosen_already(cast: Cast, desk: Client) -> None:
    desk.post(NEW, {"source": "in-force"})
    page = desk.get(f"{NEW}?from={latest().pk}").content.decode()
    assert re.search(rf'value="{latest().pk}"[^>]*checked', page)


def test_what_was_taken_away_as_one_file_is_read_in_again(desk: Client) -> None:
    desk.post(NEW, {"source": "shipped-newham"})
    first = latest()
    whole = desk.get(f"/desk/havering/{first.pk}/file/havering.zip").content
    file = io.BytesIO(whole)
    file.name = "havering.zip"
    desk.post(NEW, {"source": "file", "file": file})
    (again,) = Version.objects.exclude(pk=first.pk)
    assert again.texts == first.texts


def test_a_file_that_is_no_policy_is_refused_with_what_to_do(desk: Client) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("readme.yaml", "a: b")
    held.seek(0)
    held.name = "policy.zip"
    assert "holds no policy.yaml" in read(desk.post(NEW, {"source": "file", "file": held}))
    broken = io.BytesIO(b"no zip")
    broken.name = "policy.zip"
    assert "cannot be opened" in read(desk.post(NEW, {"source": "file", "file": broken}))
    assert "Choose the file" in read(desk.post(NEW, {"source": "file"}))


def test_examples_that_fail_are_told_with_the_way_to_them(cast: Cast, desk: Client) -> None:
    texts = papers.accepted(shelf.texts("havering"))
    wrong = texts[EXAMPLES].replace("stage: stage-1", "stage: panel", 1)
    version = papers.begun(cast, texts=texts | {EXAMPLES: wrong})
    page = desk.get(f"/desk/havering/{version.pk}")
    assert "See the worked examples" in read(page)
    assert f"/desk/havering/{version.pk}/examples" in page.content.decode()


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("cut", [False, True])
def test_a_broken_zip_file_is_told_however_it_is_packed(desk: Client, packed: int, cut: bool) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packed) as archive:
        archive.writestr("policy.yaml", "policy: x\n" * 500)
    whole = bytearray(held.getvalue())
    whole[45:60] = bytes(byte ^ 0xA5 for byte in whole[45:60])
    sent = io.BytesIO(bytes(whole[:60] + whole[-100:] if cut else whole))
    sent.name = "policy.zip"
    answer = desk.post(NEW, {"source": "file", "file": sent})
    assert "The zip file cannot be opened. Choose another one." in read(answer)


def test_what_was_typed_on_the_desk_and_not_sent_is_found_under_my_work(desk: Client) -> None:
    desk.post(f"{NEW}/blank", ANSWERS | {"time_1": "3 days"})
    page = desk.get("/my-work")
    assert "A page of the policy desk" in read(page)
    assert f'href="{NEW}/blank"' in page.content.decode()


def test_an_example_of_how_it_was_is_taken_out_and_what_it_said_is_kept(cast: Cast, desk: Client) -> None:
    texts = papers.accepted(shelf.texts("havering"))
    version = papers.begun(cast, texts=texts | {EXAMPLES: texts[EXAMPLES].replace("stage: stage-1", "stage: panel", 1)})
    address = f"/desk/havering/{version.pk}/examples"
    shown = desk.get(address)
    failed = shown.context["failed"]
    assert "Not as written" in read(shown)
    for each in failed:
        version.refresh_from_db()
        desk.post(address, {"says": each.says, "seen": version.saves})
    version.refresh_from_db()
    page = read(desk.get(address))
    assert "Not as written" not in page
    assert failed[0].says not in version.texts[EXAMPLES]
    assert failed[0].says in read(desk.get(f"/desk/havering/{version.pk}"))  # among what was decided


def test_an_example_that_comes_out_is_not_taken_out(cast: Cast, desk: Client) -> None:
    version = papers.begun(cast, texts=papers.accepted(shelf.texts("havering")))
    address = f"/desk/havering/{version.pk}/examples"
    says = desk.get(address).context["passed"][0].says
    assert "no longer there" in read(desk.post(address, {"says": says, "seen": version.saves}))
    version.refresh_from_db()
    assert says in version.texts[EXAMPLES]


def test_acceptances_that_come_with_a_file_are_told_as_read_in(cast: Cast, desk: Client) -> None:
    version = papers.begun(cast, texts=shelf.texts("havering"))
    read_in = papers.accepted(shelf.texts("havering"))
    drafts.save(version, read_in, cast.manager, MONDAY, version.saves)
    page = read(desk.get(f"/desk/havering/{version.pk}"))
    assert "Accepted findings read in" in page
    assert "Nobody gave the names in it on this desk" in page


def test_a_week_says_where_the_text_states_no_hours(cast: Cast, desk: Client) -> None:
    page = read(desk.get(f"/desk/havering/{papers.begun(cast).pk}/week"))
    assert "the text states no hours: they are taken to answer always" in page
