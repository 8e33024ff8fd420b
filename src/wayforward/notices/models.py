"""Messages owed. Each says who must be told and about what, and never names a subject."""

from django.db import models

from wayforward.directory.models import Agency, Partnership, Person, Post


class Notice(models.Model):
    """One message owed to a post or a person.

    Only what has happened is stamped: owed, then handed over, delivered, acknowledged.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    escalation_id = models.UUIDField(null=True, blank=True)
    entry_seq = models.PositiveIntegerField(null=True, blank=True)  # the entry that caused it, committed with it
    talk_id = models.UUIDField(null=True, blank=True)  # a talk inside one agency, where it is not about an escalation
    key = models.CharField(max_length=500)
    to = models.CharField(max_length=120)  # the policy's words: a post or role
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")  # by their part
    about = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    blocked = models.TextField(blank=True)  # why it cannot be sent
    owed_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation_id", "key"], name="a_notice_is_owed_once"),
            models.UniqueConstraint(fields=["talk_id", "key"], name="a_notice_of_a_talk_is_owed_once"),
            models.CheckConstraint(
                condition=models.Q(escalation_id__isnull=False, entry_seq__isnull=False, talk_id__isnull=True)
                | models.Q(escalation_id__isnull=True, entry_seq__isnull=True, talk_id__isnull=False),
                name="a_notice_is_about_an_entry_or_a_talk",
            ),
            models.CheckConstraint(
                condition=models.Q(post__isnull=False) | models.Q(person__isnull=False) | ~models.Q(blocked=""),
                name="a_notice_has_somebody_to_go_to_or_says_why_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owed_at"],
                condition=models.Q(handed_over_at__isnull=True),
                name="notices_not_handed_over",
            ),
            models.Index(fields=["post", "owed_at"], name="notices_of_a_post"),
            models.Index(fields=["person", "owed_at"], name="notices_of_a_person"),
        ]
