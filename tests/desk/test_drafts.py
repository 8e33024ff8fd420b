"""Drafts: begun from anything, kept also while they are wrong, never saved over by somebody who had not seen them."""

import pytest
from django.db import DatabaseError, transaction

from tests.cast import MONDAY, Cast
from tests.desk import papers
from wayforward.core.policy.whole import Policy
from wayforward.core.verdict import Refused
from wayforward.desk import drafts
from wayforward.desk.drafts import Blank, Overtaken, Saved, Shipped, Source, Texts
from wayforward.desk.models import State, Version
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.sources import POLICY

WRONG = "policy: havering\nstages: [\n"


def begun(cast: Cast, source: Source) -> Version:
    version = drafts.begin(cast.partnership, cast.manager, MONDAY, source)
    assert isinstance(version, Version)
    return version


def test_a_draft_of_the_policy_in_force_says_what_it_says(cast: Cast) -> None:
    version = begun(cast, cast.adoption)
    policy = drafts.policy_of(version)
    assert isinstance(policy, Policy)
    assert (version.digest, policy.digest) == (cast.adoption.digest, cast.adoption.digest)
    assert (version.title, version.state, version.saves) == (cast.policy.title, State.DRAFT, 0)


@pytest.mark.parametrize("policy", shelf.names())
def test_a_draft_begins_from_every_policy_that_comes_with_wayforward(cast: Cast, policy: str) -> None:
    version = begun(cast, Shipped(policy))
    assert (version.policy, version.digest) == (policy, shelf.digest(policy))


def test_a_draft_from_another_version_says_which(cast: Cast) -> None:
    first = begun(cast, Shipped("barnsley"))
    second = begun(cast, first)
    assert (second.from_version, second.texts) == (first, first.texts)
    assert second.note.startswith(first.title)


def test_a_draft_from_another_partnerships_version_names_it_in_words_alone(cast: Cast, neighbours: Cast) -> None:
    theirs = begun(neighbours, Shipped("barnsley"))
    assert begun(cast, theirs).from_version is None


def test_a_blank_page_has_the_title_that_was_typed_whatever_it_is(cast: Cast) -> None:
    version = begun(cast, Blank('Ours: "the" {policy} # one'))
    assert 'title: "Ours: \\"the\\" {policy} # one"' in version.texts[POLICY]
    assert isinstance(drafts.policy_of(version), Policy | PolicyErrors)


def test_a_text_that_does_not_load_is_kept_and_says_what_is_wrong(cast: Cast) -> None:
    version = begun(cast, Shipped("havering"))
    outcome = drafts.save(version, {POLICY: WRONG}, cast.manager, MONDAY, seen=0)
    assert isinstance(outcome, Saved)
    again = Version.objects.get(pk=version.pk)
    assert drafts.texts_of(again) == {POLICY: WRONG}
    assert isinstance(drafts.policy_of(again), PolicyErrors)
    assert again.title == version.title  # as it called itself when it last loaded


def test_whoever_saves_over_what_they_have_not_seen_is_told_and_nothing_is_written(cast: Cast) -> None:
    version = begun(cast, Shipped("havering"))
    first = version.texts | {"clauses.yaml": version.texts["clauses.yaml"] + "# One.\n"}
    assert isinstance(drafts.save(version, first, cast.raises, MONDAY, seen=0), Saved)
    outcome = drafts.save(version, {POLICY: WRONG}, cast.manager, MONDAY, seen=0)
    assert isinstance(outcome, Overtaken)
    assert cast.raises.name in outcome.says
    assert Version.objects.get(pk=version.pk).texts == first
    assert isinstance(drafts.save(version, {POLICY: WRONG}, cast.manager, MONDAY, seen=outcome.version.saves), Saved)


def test_saving_what_is_there_already_overtakes_nobody(cast: Cast) -> None:
    version = begun(cast, Shipped("havering"))
    outcome = drafts.save(version, version.texts, cast.manager, MONDAY, seen=0)
    assert isinstance(outcome, Saved)
    assert outcome.version.saves == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "policy.yml", "a/../policy.yaml", "a" * 300, ""])
def test_a_file_whose_name_is_no_name_of_a_file_here_is_refused(cast: Cast, name: str) -> None:
    texts = {POLICY: "policy: x\n", name: ""}
    assert isinstance(drafts.begin(cast.partnership, cast.manager, MONDAY, Texts(texts, "A file")), Refused)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"clauses.yaml": ""},
        {POLICY: "x" * 2_000_000},
        {POLICY: "a\x00b"},
        {POLICY: "", **{f"f{n}.yaml": "" for n in range(12)}},
    ],
    ids=["nothing", "no policy", "too long", "no text", "too many"],
)
def test_what_cannot_be_a_policys_files_is_refused_in_a_sentence(cast: Cast, texts: dict[str, str]) -> None:
    outcome = drafts.begin(cast.partnership, cast.manager, MONDAY, Texts(texts, "A file"))
    assert isinstance(outcome, Refused)
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "policy: x\ntitle: " + "[" * 30_000,
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\npolicy: *c\n",
        "policy: !!python/object:os.system x\n",
        "\t- :",
        "? [",
        "policy: 2026-99-99\n",
    ],
)
def test_a_hostile_text_is_kept_with_what_is_wrong_and_breaks_nothing(cast: Cast, text: str) -> None:
    version = begun(cast, Texts({POLICY: text}, "A file"))
    assert isinstance(drafts.policy_of(version), PolicyErrors)


def test_a_version_that_was_sent_is_saved_over_by_nobody(cast: Cast) -> None:
    papers.named(cast)
    version = papers.sent(cast)
    outcome = drafts.save(version, {POLICY: WRONG}, cast.manager, MONDAY, seen=version.saves)
    assert isinstance(outcome, Refused)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(texts={POLICY: WRONG})
