"""By which of its partnership's calendars the dates of an escalation are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_a_declared_day_is_never_changed"),
        ("escalations", "0007_what_the_auditor_asks"),
    ]
    operations = [
        migrations.AddField(
            model_name="escalation",
            name="calendar_seq",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        # Nobody had declared a day before this: whatever is still owed anywhere counts by the nation's own days.
        migrations.RunSQL(
            """UPDATE escalations_escalation SET calendar_seq = 0
            WHERE state = 'open' OR EXISTS (
                SELECT 1 FROM escalations_duty
                WHERE escalation_id = escalations_escalation.id AND done_at IS NULL AND lapsed_at IS NULL
            )""",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("calendar_seq__isnull", False)),
                fields=["partnership", "calendar_seq"],
                name="escalations_by_their_calendar",
            ),
        ),
    ]
