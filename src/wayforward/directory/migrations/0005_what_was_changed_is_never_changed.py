"""The database itself refuses to change, remove or replace what was recorded of changes to the directory."""

from django.db import migrations

SAYS = "what was changed in the directory is never changed"
TABLE = "directory_directorychange"

SQLITE = [
    *[
        f"""CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""
        for verb in ("UPDATE", "DELETE")
    ],
    # INSERT OR REPLACE removes the old row without asking the trigger on DELETE.
    f"""CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
]

POSTGRES = [
    f"""CREATE FUNCTION wayforward_directory_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE TRIGGER {TABLE}_never_changed BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION wayforward_directory_never_changed()""",
    f"""CREATE TRIGGER {TABLE}_never_emptied BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION wayforward_directory_never_changed()""",
]


def guard(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_numbers_rotas_areas_changes")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
