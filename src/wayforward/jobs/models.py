"""What is known of the clocks themselves: that they run, and what they could not do. Nothing of any escalation."""

from django.db import models


class Beat(models.Model):
    """A process that works by the clock, as it last said: one row for each, written over."""

    name = models.CharField(primary_key=True, max_length=100)  # machine and process
    kind = models.CharField(max_length=20)  # clock, auditor; operator: somebody who said that the time is right
    begun_at = models.DateTimeField()
    at = models.DateTimeField()  # by its machine's time
    boot = models.CharField(max_length=40, blank=True)  # which start of the machine
    up_s = models.FloatField(null=True, blank=True)  # seconds since then, which nobody can set
    held = models.CharField(max_length=300, blank=True)  # why it does nothing now; empty: it works
    stopped_at = models.DateTimeField(null=True, blank=True)  # it was told to stop, and did
    done = models.PositiveIntegerField(default=0)  # escalations looked at, and notices sent, since it began
    every_s = models.PositiveIntegerField(default=15)  # how often it means to say so
    right_at = models.DateTimeField(null=True, blank=True)  # its machine's time when that was last taken for right
    right_up_s = models.FloatField(null=True, blank=True)  # and how long the machine had run by then
    despite_at = models.DateTimeField(null=True, blank=True)  # an operator's: recorded by then

    class Meta:
        indexes = [models.Index(fields=["kind", "-at"], name="beats_latest_first")]


class Trouble(models.Model):
    """Something that the clock could not do, or that the auditor found. It stands until it is mended."""

    what = models.CharField(max_length=40)  # words we own: could-not-tick, unsent, nobody-holds, ...
    row = models.CharField(max_length=120)  # which one: a key, never a name
    says = models.CharField(max_length=300)
    partnership = models.UUIDField(null=True, blank=True)
    since_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    next_at = models.DateTimeField(null=True, blank=True)  # when the clock tries again
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "row"], condition=models.Q(cleared_at__isnull=True), name="a_trouble_stands_once"
            ),
        ]
