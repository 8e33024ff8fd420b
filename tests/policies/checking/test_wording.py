"""Words that disagree, mean nothing certain or have several names; and what a reader noted."""

from tests.policies.checking.mutants import (
    SOUND,
    Edit,
    cases,
    fires,
    found,
    having,
    mutated,
    quiet,
    silent,
    with_new,
    with_top,
)
from wayforward.policies import shelf


def says(*places: tuple[str, str], about: str = "who decides") -> list[dict[str, str]]:
    """What two places of the text say about one thing: clause and words."""
    return [
        {"clause": clause, "where": "prose" if i == 0 else "diagram", "about": about, "says": words}
        for i, (clause, words) in enumerate(places)
    ]


APART = says(("3.1", "the chair"), ("3.2", "the directors"))


@cases(
    ("of a stage", (having("stages", "stage-3", stated=APART),), "stage stage-3", "medium"),
    ("of a duty", (having("duties", "answer", stated=APART),), "duty answer", "medium"),
    ("of a post", (having("posts", "chair", stated=APART),), "post chair", "low"),
    ("of a report", (having("reports", "yearly", stated=APART),), "report yearly", "medium"),
    (
        "of a move to the next stage",
        (
            having(
                "stages", "stage-2", moves=[{"to": "stage-3", "by": ["raising"], "clauses": ["3.1"], "stated": APART}]
            ),
        ),
        "move stage-2-to-stage-3",
        "medium",
    ),
)
def test_two_places_that_say_different_things_are_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-03", element).severity == severity


@quiet(
    ("the same words", (having("stages", "stage-3", stated=says(("3.1", "the chair"), ("3.2", "The  chair."))),)),
    (
        "two different things",
        (
            having(
                "stages", "stage-3", stated=[*says(("3.1", "the chair")), *says(("3.2", "a month"), about="by when")]
            ),
        ),
    ),
    ("one place", (having("stages", "stage-3", stated=says(("3.1", "the chair"))),)),
    ("a way past stages, which is another rule's", (having("moves", "at-once", stated=APART),)),
    ("a scope, which is another rule's", (having("scope", "between-agencies", stated=APART),)),
)
def test_places_that_agree_are_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-03")


def test_what_each_place_says_stands_in_the_finding_with_its_clause() -> None:
    finding = fires(mutated(SOUND, having("stages", "stage-3", stated=APART)), "CHK-03", "stage stage-3")
    assert finding.what == "Who decides: the prose says “the chair” (3.1) and the diagram “the directors” (3.2)."
    assert finding.clauses == ("3.1", "3.2")


def term(*clauses: str, **keys: object) -> Edit:
    return with_new("terms", id="soon", term="soon", clauses=list(clauses), **keys)


@cases(
    ("on which a stage hangs", (term("2.1"),), "term soon", "medium"),
    ("on which a move hangs", (term("3.3"),), "term soon", "medium"),
    ("on which a route's condition hangs", (term("1.4"),), "term soon", "medium"),
    ("that only says who is told", (term("4.3"),), "term soon", "low"),
    ("of which a reader says how grave it is", (term("4.3", severity="high"),), "term soon", "high"),
    ("whose meaning only we give", (term("2.1", means="On the day.", unstated=["means"]),), "term soon", "medium"),
)
def test_a_word_without_a_meaning_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-12", element).severity == severity


ASSUMED = with_top(assumptions=[{"id": "A-1", "says": "Nine to five.", "because": "The text does not say."}])
OURS = {"days": ["mon"]}


@cases(
    (
        "a question that steers a way",
        (having("facts", "danger", silent="Danger is not defined."),),
        "fact danger",
        "medium",
    ),
    (
        "a question whose measure is not said",
        (having("facts", "danger", silent="The text does not say how great it has to be."),),
        "fact danger",
        "medium",
    ),
    (
        "hours that only we fill in",
        (
            ASSUMED,
            with_new("windows", id="clinic", assumption="A-1", **OURS),
            with_new(
                "routes", agency="health", line="2", hours="clinic", post="lead", choice="option", clauses=["2.1"]
            ),
        ),
        "window clinic",
        "medium",
    ),
)
def test_a_question_or_hours_without_a_meaning_are_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-12", element).severity == severity


@quiet(
    (
        "a question that leaves something else unsaid",
        (having("facts", "danger", silent="Nobody is told of the answer."),),
    ),
    (
        "a question that steers nothing",
        (with_new("facts", id="why", asks="Why?", kind="yes-no", silent="It is not defined.", clauses=["1.1"]),),
    ),
    ("hours that the text states and we read", (ASSUMED, having("windows", "office-hours", assumption="A-1"))),
    ("hours that no row of the text uses", (ASSUMED, with_new("windows", id="clinic", assumption="A-1", **OURS))),
)
def test_a_question_or_hours_with_a_meaning_are_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-12")


def test_a_question_whose_word_stands_among_the_terms_is_told_once() -> None:
    policy = mutated(SOUND, term("1.4"), having("facts", "danger", silent="Danger is not defined."))
    assert [one.elements for one in found(policy, "CHK-12")] == [("term soon",)]


@quiet(
    ("a word with a meaning", (term("2.1", means="On the day."),)),
    ("a word with a meaning and a gravity", (term("2.1", means="On the day.", severity="high"),)),
    ("no words at all", (with_top(terms=[]),)),
)
def test_a_word_that_is_defined_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-12")


def called(*names: str) -> list[dict[str, object]]:
    return [{"says": name, "clauses": ["3.1"]} for name in names]


@cases(
    ("one other name", (having("posts", "chair", also_called=called("the safeguarding chair")),), "post chair", "low"),
    ("two other names", (having("posts", "lead", also_called=called("DSL", "named lead")),), "post lead", "low"),
    (
        "another name that is another post",
        (having("posts", "chair", also_called=called("Director")),),
        "post director",
        "low",
    ),
)
def test_a_post_of_several_names_is_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-13", element).severity == severity


@quiet(
    ("one name", ()),
    ("what the post is called in one agency", (having("posts", "lead", equivalents={"health": "Named nurse"}),)),
    ("two posts of one role", (having("posts", "lead", role="lead"), having("posts", "manager", role="lead"))),
)
def test_a_post_of_one_name_is_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-13")


def labelled(*labels: str) -> tuple[Edit, ...]:
    return tuple(having("stages", f"stage-{i}", label=label) for i, label in enumerate(labels, 1))


@cases(
    ("two words for a stage", labelled("Stage 1", "Level 2"), "stage stage-2", "low"),
    ("a number that is left out", labelled("Stage 1", "Stage 2", "Stage 4"), "stage stage-3", "low"),
    ("numbers that run backwards", labelled("Stage 1", "Stage Three", "Stage Two"), "stage stage-3", "low"),
)
def test_stages_out_of_step_are_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    findings = [one for one in found(mutated(SOUND, *edits), "CHK-39") if element in one.elements]
    assert findings
    assert {one.severity.value for one in findings} == {severity}


@quiet(
    ("numbers in words", labelled("Stage One", "Stage Two")),
    ("a stage in two parts", labelled("Stage 1", "Stage 2 (a)", "Stage 2 (b)")),
    ("stages without numbers", labelled("First talk", "Managers", "The chair")),
    (
        "a number that belongs to a stage beside the ladder",
        (
            *labelled("Stage 1", "Stage 2", "Stage 4"),
            with_new(
                "stages", id="region", label="Stage 3", title="Ask", says="It is asked.", beside=True, clauses=["1.5"]
            ),
        ),
    ),
)
def test_stages_in_step_are_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-39")


def scope(id: str, applies: bool, **keys: object) -> Edit:
    return with_new("scope", id=id, says=f"It is {id}.", applies=applies, clauses=["1.1"], **keys)


INSIDE = {"same-agency": "yes"}
ADULT, CHILD = {"subject": "adult"}, {"subject": "child"}
SAME = with_new("facts", id="same-agency", asks="Is it in your own agency?", kind="yes-no")


@cases(
    (
        "in and out of scope at once",
        (SAME, scope("inside", True, if_=INSIDE), scope("outside", False, if_=INSIDE)),
        "scope outside",
        "medium",
    ),
    ("two places", (having("scope", "between-agencies", stated=APART),), "scope between-agencies", "medium"),
    ("a subject that the list leaves out", (scope("adults", True, if_=ADULT),), "scope adults", "medium"),
    ("a subject that the list names", (scope("nobody", False, if_=CHILD),), "scope nobody", "medium"),
)
def test_scopes_that_contradict_each_other_are_found(edits: tuple[Edit, ...], element: str, severity: str) -> None:
    assert fires(mutated(SOUND, *edits), "CHK-40", element).severity == severity


@quiet(
    (
        "in scope by one fact and out of it by another",
        (SAME, scope("outside", False, if_=INSIDE), scope("inside", True, if_={"danger": "yes"})),
    ),
    ("a subject that is not listed and not in scope", (scope("adults", False, if_=ADULT),)),
    (
        "a contradiction that only we wrote",
        (
            SAME,
            with_top(assumptions=[{"id": "A-1", "says": "Not here.", "because": "It has its own way."}]),
            scope("inside", True, if_=INSIDE),
            with_new("scope", id="ours", says="Not here.", applies=False, if_=INSIDE, assumption="A-1"),
        ),
    ),
)
def test_scopes_that_can_both_hold_are_left_alone(edits: tuple[Edit, ...]) -> None:
    silent(mutated(SOUND, *edits), "CHK-40")


NOTE = {"rule": "CHK-39", "what": "A word is lost.", "why": "It may be a post.", "question": "Which word?"}


@cases(
    (
        "about a stage",
        (with_new("noted", id="odd", severity="low", elements=["stage stage-1"], **NOTE),),
        "stage stage-1",
        "low",
    ),
    (
        "about the document",
        (with_new("noted", id="odd", severity="medium", elements=["document"], **NOTE),),
        "document",
        "medium",
    ),
    ("about nothing in particular", (with_new("noted", id="odd", severity="high", **NOTE),), "noted odd", "high"),
)
def test_what_a_reader_noted_is_told_under_the_reader_s_rule(
    edits: tuple[Edit, ...], element: str, severity: str
) -> None:
    finding = fires(mutated(SOUND, *edits), "CHK-39", element)
    assert (finding.severity, finding.what, finding.question) == (severity, "A word is lost.", "Which word?")


def test_what_a_reader_noted_is_not_told_twice() -> None:
    word = term("2.1")
    noted = with_new("noted", id="soon", severity="high", clauses=["2.1"], **{**NOTE, "rule": "CHK-12"})
    assert [one.elements for one in found(mutated(SOUND, word, noted), "CHK-12")] == [("noted soon",)]


def test_a_note_under_another_rule_or_on_other_clauses_hides_nothing() -> None:
    other_rule = with_new("noted", id="odd", severity="low", clauses=["2.1"], **NOTE)
    elsewhere = with_new("noted", id="odd", severity="low", clauses=["3.1"], **{**NOTE, "rule": "CHK-12"})
    assert fires(mutated(SOUND, term("2.1"), other_rule), "CHK-12", "term soon")
    assert fires(mutated(SOUND, term("2.1"), elsewhere), "CHK-12", "term soon")


def test_what_nobody_noted_is_not_told() -> None:
    for name in ("barnet-children", "havering", "newham"):
        policy = shelf.load(name)
        told = {element for one in found(policy, "CHK-39") for element in one.elements if element.startswith("noted ")}
        assert told == {f"noted {noted.id}" for noted in policy.noted if noted.rule == "CHK-39"}
