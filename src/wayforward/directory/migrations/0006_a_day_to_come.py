"""A policy may be put in force from a day to come: the database refuses two at once, and takes back no day that came.

A retirement is taken back only where the one that was to follow has been withdrawn, which leaves it no time at all.
"""

from django.db import migrations

EDITED = "a policy in force is never edited"
TWICE = "two policies are never in force at once"
KEPT = ("id", "partnership_id", "policy", "digest", "sources", "in_force_at", "decided_by", "decision")

NO_FOLLOWER_WITHDRAWN = """NOT (NEW.retired_at IS NULL AND EXISTS (
        SELECT 1 FROM directory_adoption AS follower
        WHERE follower.partnership_id = OLD.partnership_id AND follower.id <> OLD.id
          AND follower.in_force_at = OLD.retired_at AND follower.retired_at = follower.in_force_at))"""
BACKWARDS = "NEW.retired_at < NEW.in_force_at"
OVERLAPS = """EXISTS (
        SELECT 1 FROM directory_adoption AS other
        WHERE other.partnership_id = NEW.partnership_id AND other.id <> NEW.id
          AND (other.retired_at IS NULL OR (other.retired_at > NEW.in_force_at AND other.retired_at > other.in_force_at))
          AND (NEW.retired_at IS NULL OR (NEW.retired_at > other.in_force_at AND NEW.retired_at > NEW.in_force_at)))"""

SQLITE = [
    "DROP TRIGGER directory_adoption_no_update",
    f"""CREATE TRIGGER directory_adoption_no_update BEFORE UPDATE ON directory_adoption
        WHEN {" OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)}
          OR (OLD.retired_at IS NOT NULL AND OLD.retired_at IS NOT NEW.retired_at AND {NO_FOLLOWER_WITHDRAWN})
        BEGIN SELECT RAISE(ABORT, '{EDITED}'); END""",
    *[
        f"""CREATE TRIGGER directory_adoption_one_at_a_time_{verb.lower()} BEFORE {verb} ON directory_adoption
        WHEN {BACKWARDS} OR {OVERLAPS}
        BEGIN SELECT RAISE(ABORT, '{TWICE}'); END"""
        for verb in ("INSERT", "UPDATE")
    ],
]

POSTGRES = [
    "DROP TRIGGER directory_adoption_no_update ON directory_adoption",
    f"""CREATE FUNCTION wayforward_policy_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)}
            OR (OLD.retired_at IS NOT NULL AND OLD.retired_at IS DISTINCT FROM NEW.retired_at AND {NO_FOLLOWER_WITHDRAWN})
          THEN RAISE EXCEPTION '{EDITED}' USING ERRCODE = 'check_violation'; END IF;
          RETURN NEW;
        END $$""",
    """CREATE TRIGGER directory_adoption_no_update BEFORE UPDATE ON directory_adoption
       FOR EACH ROW EXECUTE FUNCTION wayforward_policy_kept()""",
    # Two who write at once take turns at the partnership's row, and the second sees what the first wrote.
    f"""CREATE FUNCTION wayforward_one_policy_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM 1 FROM directory_partnership WHERE id = NEW.partnership_id FOR NO KEY UPDATE;
          IF {BACKWARDS} OR {OVERLAPS}
          THEN RAISE EXCEPTION '{TWICE}' USING ERRCODE = 'check_violation'; END IF;
          RETURN NEW;
        END $$""",
    """CREATE TRIGGER directory_adoption_one_at_a_time BEFORE INSERT OR UPDATE ON directory_adoption
       FOR EACH ROW EXECUTE FUNCTION wayforward_one_policy_at_a_time()""",
]


def guard(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_what_was_changed_is_never_changed")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
