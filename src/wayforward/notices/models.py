"""Messages owed, and each try to reach somebody about one. None of them names a subject."""

import uuid

from django.db import models

from wayforward.directory.models import Agency, Partnership, Person, Post


class Notice(models.Model):
    """One message owed to a post or a person: in their inbox from the moment that it is owed.

    Only what has happened is stamped: owed, then handed over, delivered, acknowledged. A digest is about nothing of
    its own: it gathers others.
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
    ours = models.BooleanField(default=False)  # Wayforward's own reminder: the policy does not ask for it
    due_at = models.DateTimeField(null=True, blank=True)  # the instant that it speaks of
    blocked = models.TextField(blank=True)  # why it cannot be sent
    owed_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)  # when the clock is to look at it; None: nothing is left
    dropped_at = models.DateTimeField(null=True, blank=True)  # looked at when it was to go, and no longer true
    dropped_because = models.CharField(max_length=40, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)  # since when nobody can be reached; None: not so
    failed_because = models.CharField(max_length=40, blank=True)
    reported = models.CharField(max_length=20, blank=True)  # what was last told of it: passed-on, failed
    digest = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="gathers", db_index=False
    )  # nearly none is in one: an index of all rows would tell SQLite to read every row instead
    handed_over_at = models.DateTimeField(null=True, blank=True)  # the first that was; see Delivery
    delivered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation_id", "key"], name="a_notice_is_owed_once"),
            models.UniqueConstraint(fields=["talk_id", "key"], name="a_notice_of_a_talk_is_owed_once"),
            models.CheckConstraint(
                condition=models.Q(escalation_id__isnull=False, entry_seq__isnull=False, talk_id__isnull=True)
                | models.Q(escalation_id__isnull=True, entry_seq__isnull=True, talk_id__isnull=False)
                | models.Q(escalation_id__isnull=True, entry_seq__isnull=True, talk_id__isnull=True, kind="digest"),
                name="a_notice_is_about_an_entry_or_a_talk_or_gathers",
            ),
            models.CheckConstraint(
                condition=models.Q(post__isnull=False) | models.Q(person__isnull=False) | ~models.Q(blocked=""),
                name="a_notice_has_somebody_to_go_to_or_says_why_not",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="notices_to_be_looked_at"),
            models.Index(
                fields=["owed_at"],
                condition=models.Q(handed_over_at__isnull=True, dropped_at__isnull=True),
                name="notices_not_handed_over",
            ),
            models.Index(fields=["digest"], condition=models.Q(digest__isnull=False), name="notices_in_a_digest"),
            models.Index(fields=["escalation_id", "entry_seq"], name="notices_by_their_cause"),
            models.Index(fields=["post", "owed_at"], name="notices_of_a_post"),
            models.Index(fields=["person", "owed_at"], name="notices_of_a_person"),
        ]


class Delivery(models.Model):
    """One try to reach one address about one notice, and what became of it: each instant only once it has happened.

    It keeps its message id however often it is sent, so that what arrives twice is known for the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # its own mailbox
    channel = models.CharField(max_length=20)  # email, notify
    address = models.EmailField()
    message_id = models.CharField(max_length=200, unique=True)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)  # when it is to be tried; None: nothing is left to do
    leased_by = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)  # counted before each try
    provider_id = models.CharField(max_length=100, blank=True)  # what the carrier calls it
    handed_over_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)  # given up, or bounced
    why = models.CharField(max_length=200, blank=True)  # the last failure, in our words

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "address"], name="an_address_is_tried_once_for_a_notice"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="deliveries_to_be_tried"),
            models.Index(fields=["person", "queued_at"], name="deliveries_to_a_person"),
        ]


class Preference(models.Model):
    """How somebody wants Wayforward's own reminders. What a policy asks is always sent at once."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="+")
    digest = models.BooleanField(default=False)  # one message each morning in place of each reminder


class Feed(models.Model):
    """An address at which somebody's own calendar program reads their deadlines. Only the hash of its key is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)  # when a calendar last asked
