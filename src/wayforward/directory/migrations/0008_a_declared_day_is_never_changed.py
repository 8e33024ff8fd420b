"""The database itself refuses to change, remove or replace what was declared of a day. A later change undoes it."""

from django.db import migrations, models

SAYS = "what was declared of a day is never changed"
TABLE = "directory_calendarchange"

SQLITE = [
    *[
        f"""CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""
        for verb in ("UPDATE", "DELETE")
    ],
    # INSERT OR REPLACE removes the old row without asking the trigger on DELETE.
    f"""CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (
            SELECT 1 FROM {TABLE}
            WHERE id = NEW.id OR (partnership_id = NEW.partnership_id AND seq = NEW.seq)
        )
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
]

POSTGRES = [
    f"""CREATE FUNCTION wayforward_declared_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE TRIGGER {TABLE}_never_changed BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION wayforward_declared_never_changed()""",
    f"""CREATE TRIGGER {TABLE}_never_emptied BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION wayforward_declared_never_changed()""",
]


def guard(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_calendars_and_operators")]
    operations = [
        migrations.AddConstraint(
            model_name="calendarchange",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["holiday", "closure", "working", "undone"]),
                name="a_day_is_declared_in_one_of_four_ways",
            ),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
