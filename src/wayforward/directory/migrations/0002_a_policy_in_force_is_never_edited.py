"""The database itself refuses to edit or remove a policy that was put in force. It can be retired, once."""

from django.db import migrations

SAYS = "a policy in force is never edited"
KEPT = ("id", "partnership_id", "policy", "digest", "sources", "in_force_at", "decided_by", "decision")

SQLITE = [
    f"""CREATE TRIGGER directory_adoption_no_update BEFORE UPDATE ON directory_adoption
        WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)}
          OR (OLD.retired_at IS NOT NULL AND OLD.retired_at IS NOT NEW.retired_at)
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER directory_adoption_no_delete BEFORE DELETE ON directory_adoption
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    # INSERT OR REPLACE removes the old row without asking the trigger on DELETE: by its key, or as the one in force.
    f"""CREATE TRIGGER directory_adoption_no_replace BEFORE INSERT ON directory_adoption
        WHEN EXISTS (SELECT 1 FROM directory_adoption WHERE id = NEW.id
            OR (partnership_id = NEW.partnership_id AND retired_at IS NULL AND NEW.retired_at IS NULL))
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
]

POSTGRES = [
    f"""CREATE FUNCTION wayforward_policy_in_force() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE TRIGGER directory_adoption_no_update BEFORE UPDATE ON directory_adoption FOR EACH ROW
        WHEN ({" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)}
          OR (OLD.retired_at IS NOT NULL AND OLD.retired_at IS DISTINCT FROM NEW.retired_at))
        EXECUTE FUNCTION wayforward_policy_in_force()""",
    """CREATE TRIGGER directory_adoption_no_delete BEFORE DELETE ON directory_adoption
       FOR EACH ROW EXECUTE FUNCTION wayforward_policy_in_force()""",
    # Emptying the table needs no guard: the entries that hang on it refuse to be emptied with it.
]


def guard(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
