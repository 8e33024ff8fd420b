from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_what_the_auditor_asks")]

    operations = [
        migrations.AddField(
            model_name="notice", name="failed_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="notice", name="failed_because", field=models.CharField(blank=True, max_length=40)
        ),
        migrations.AddField(model_name="notice", name="reported", field=models.CharField(blank=True, max_length=20)),
    ]
