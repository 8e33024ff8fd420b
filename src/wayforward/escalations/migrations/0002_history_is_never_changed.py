"""The database itself refuses to change, remove or replace what was recorded, and to break the chain."""

from django.db import migrations

NEVER_CHANGED = ("escalations_entry", "escalations_look")
SAYS = "the history is never changed"
FOLLOWS = "an entry must follow the one before it"
OUT_OF_PLACE = """
    NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM escalations_entry WHERE escalation_id = NEW.escalation_id), 0)
    OR (NEW.seq > 1 AND NOT EXISTS (
        SELECT 1 FROM escalations_entry
        WHERE escalation_id = NEW.escalation_id AND seq = NEW.seq - 1 AND digest = NEW.previous))"""

SQLITE = [
    f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""
    for table in NEVER_CHANGED
    for verb in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE removes the old row without asking the triggers on DELETE.
    f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""
    for table in NEVER_CHANGED
] + [
    f"""CREATE TRIGGER escalations_entry_chain BEFORE INSERT ON escalations_entry
        WHEN {OUT_OF_PLACE}
        BEGIN SELECT RAISE(ABORT, '{FOLLOWS}'); END""",
]

POSTGRES = [
    f"""CREATE FUNCTION wayforward_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$""",
    *[
        f"""CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION wayforward_never_changed()"""
        for table in NEVER_CHANGED
    ],
    *[
        f"""CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION wayforward_never_changed()"""
        for table in NEVER_CHANGED
    ],
    f"""CREATE FUNCTION wayforward_chain() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {OUT_OF_PLACE}
          THEN RAISE EXCEPTION '{FOLLOWS}' USING ERRCODE = 'check_violation'; END IF;
          RETURN NEW;
        END $$""",
    """CREATE TRIGGER escalations_entry_chain BEFORE INSERT ON escalations_entry
       FOR EACH ROW EXECUTE FUNCTION wayforward_chain()""",
]


def guard(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("escalations", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
