"""The database itself refuses to change or remove what was recorded, and to break the chain."""

from django.db import migrations

NEVER_CHANGED = ("escalations_entry", "escalations_look")
SAYS = "the history is never changed"

SQLITE = [
    f"""CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""
    for table in NEVER_CHANGED
    for verb in ("UPDATE", "DELETE")
] + [
    """CREATE TRIGGER escalations_entry_chain BEFORE INSERT ON escalations_entry
       WHEN (NEW.seq > 1 AND NOT EXISTS (
               SELECT 1 FROM escalations_entry
               WHERE escalation_id = NEW.escalation_id AND seq = NEW.seq - 1 AND digest = NEW.previous))
         OR NEW.seq < 1
       BEGIN SELECT RAISE(ABORT, 'an entry must follow the one before it'); END""",
    """CREATE TRIGGER directory_adoption_text BEFORE UPDATE OF sources, digest, policy ON directory_adoption
       BEGIN SELECT RAISE(ABORT, 'a policy in force is never edited'); END""",
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
    """CREATE FUNCTION wayforward_chain() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.seq < 1 OR (NEW.seq > 1 AND NOT EXISTS (
             SELECT 1 FROM escalations_entry
             WHERE escalation_id = NEW.escalation_id AND seq = NEW.seq - 1 AND digest = NEW.previous))
         THEN RAISE EXCEPTION 'an entry must follow the one before it' USING ERRCODE = 'check_violation'; END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER escalations_entry_chain BEFORE INSERT ON escalations_entry
       FOR EACH ROW EXECUTE FUNCTION wayforward_chain()""",
    """CREATE FUNCTION wayforward_policy_text() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'a policy in force is never edited' USING ERRCODE = 'check_violation'; END $$""",
    """CREATE TRIGGER directory_adoption_text BEFORE UPDATE OF sources, digest, policy ON directory_adoption
       FOR EACH ROW EXECUTE FUNCTION wayforward_policy_text()""",
]


def guard(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("escalations", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
