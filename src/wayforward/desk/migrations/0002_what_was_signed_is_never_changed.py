"""The database itself refuses to change what was signed and decided, the text of a version once checked, and a step back.

A version goes from draft to checked, signed and in force; from in force back to signed where its day was withdrawn;
it can be dropped until its day is set.
"""

from django.db import migrations

SAYS = "what was signed or decided is never changed"
TEXT = "a version that was sent for signature is never edited"
OTHER = "a signature is over the text that was sent for signature"
NEVER_CHANGED = ("desk_signature", "desk_decision")
NEVER_REMOVED = ("desk_version", "desk_officer")
STEPS = (
    "draft>draft", "draft>checked", "draft>dropped", "checked>checked", "checked>signed", "checked>dropped",
    "signed>signed", "signed>in-force", "signed>dropped", "in-force>in-force", "in-force>signed", "dropped>dropped",
)
BEGUN = ("id", "partnership_id", "begun_by_id", "begun_at", "from_version_id", "note")
WRITTEN = ("policy", "title", "number", "texts", "digest", "saved_by_id", "saved_at", "saves")
NAMED = ("id", "partnership_id", "agency_id", "person_id", "because", "named_by_id", "named_at")


def edited(differs: str) -> str:
    def any_of(names):
        return " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names)

    steps = ", ".join(f"'{step}'" for step in STEPS)
    return f"""{any_of(BEGUN)} OR (OLD.state <> 'draft' AND ({any_of(WRITTEN)}))
            OR OLD.state || '>' || NEW.state NOT IN ({steps})"""


def renamed(differs: str) -> str:
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in NAMED)
    return f"{changed} OR OLD.ended_at IS NOT NULL"


UNSENT = """NOT EXISTS (SELECT 1 FROM desk_version WHERE id = NEW.version_id
            AND state IN ('checked', 'signed') AND digest = NEW.digest)"""


def refusing(name: str, when: str, condition: str, says: str) -> str:
    """A trigger of SQLite."""
    return f"CREATE TRIGGER {name} BEFORE {when} {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END"


SQLITE = [
    *[
        refusing(f"{table}_no_{verb.lower()}", f"{verb} ON {table}", "", SAYS)
        for table in NEVER_CHANGED
        for verb in ("UPDATE", "DELETE")
    ],
    *[refusing(f"{table}_no_delete", f"DELETE ON {table}", "", SAYS) for table in NEVER_REMOVED],
    # INSERT OR REPLACE removes the old row without asking the triggers on DELETE.
    *[
        refusing(f"{table}_no_replace", f"INSERT ON {table}",
                 f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)", SAYS)
        for table in (*NEVER_CHANGED, *NEVER_REMOVED)
    ],
    refusing("desk_version_no_edit", "UPDATE ON desk_version", f"WHEN {edited('IS NOT')}", TEXT),
    refusing("desk_officer_no_edit", "UPDATE ON desk_officer", f"WHEN {renamed('IS NOT')}", SAYS),
    refusing("desk_signature_of_the_text", "INSERT ON desk_signature", f"WHEN {UNSENT}", OTHER),
]  # fmt: skip


def function(name: str, says: str, condition: str = "") -> str:
    """A function of PostgreSQL that refuses: always, or where its condition holds."""
    refuse = f"RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation';"
    body = f"IF {condition} THEN {refuse} END IF; RETURN NEW;" if condition else refuse
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


POSTGRES = [
    function("wayforward_desk_never_changed", SAYS),
    function("wayforward_desk_version_kept", TEXT, edited("IS DISTINCT FROM")),
    function("wayforward_desk_officer_kept", SAYS, renamed("IS DISTINCT FROM")),
    function("wayforward_desk_signature_of_the_text", OTHER, UNSENT),
    *[
        f"""CREATE TRIGGER {table}_never_changed BEFORE {verbs} ON {table}
        FOR EACH ROW EXECUTE FUNCTION wayforward_desk_never_changed()"""
        for table, verbs in (
            *((table, "UPDATE OR DELETE") for table in NEVER_CHANGED),
            *((table, "DELETE") for table in NEVER_REMOVED),
        )
    ],
    *[
        f"""CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION wayforward_desk_never_changed()"""
        for table in (*NEVER_CHANGED, "desk_officer")  # the versions hang on what is signed and decided
    ],
    """CREATE TRIGGER desk_version_no_edit BEFORE UPDATE ON desk_version
       FOR EACH ROW EXECUTE FUNCTION wayforward_desk_version_kept()""",
    """CREATE TRIGGER desk_officer_no_edit BEFORE UPDATE ON desk_officer
       FOR EACH ROW EXECUTE FUNCTION wayforward_desk_officer_kept()""",
    """CREATE TRIGGER desk_signature_of_the_text BEFORE INSERT ON desk_signature
       FOR EACH ROW EXECUTE FUNCTION wayforward_desk_signature_of_the_text()""",
]


def guard(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
