"""Messages owed. Each says who must be told and about what, and never names a subject."""

from django.db import models

from wayforward.directory.models import Agency, Partnership, Post


class Notice(models.Model):
    """One message owed to a post. Only what has happened is stamped: owed, then handed over, delivered, acknowledged."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    escalation_id = models.UUIDField()
    entry_seq = models.PositiveIntegerField()  # the entry that caused it, committed with it
    key = models.CharField(max_length=160)
    to = models.CharField(max_length=120)  # the policy's words: a post or role
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=160)
    kind = models.CharField(max_length=20)
    blocked = models.CharField(max_length=300, blank=True)  # why it cannot be sent
    owed_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation_id", "key"], name="a_notice_is_owed_once"),
        ]
        indexes = [
            models.Index(
                fields=["owed_at"],
                condition=models.Q(handed_over_at__isnull=True),
                name="notices_not_handed_over",
            ),
            models.Index(fields=["post", "owed_at"], name="notices_of_a_post"),
        ]
