"""The tables of escalations: the history, which nothing can change, and the summary that it adds up to."""

import uuid

from django.db import models

from wayforward.directory.models import Adoption, Agency, Partnership, Person, Post


class Escalation(models.Model):
    """The summary of one escalation, rebuilt from its entries whenever anybody doubts it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=100)
    stage = models.CharField(max_length=100)
    line = models.CharField(max_length=100, blank=True)
    formal = models.BooleanField(default=False)
    raising = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    raiser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    last_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # the stage's own limit or an earlier protective one
    next_at = models.DateTimeField(null=True, blank=True)  # when time alone next brings something about; None: never
    turn = models.TextField(blank=True)  # the agencies that the next step lies with, each between bars: "|health|"
    entered_at = models.DateTimeField(null=True, blank=True)  # when the stage at which it is began
    acted_at = models.DateTimeField(null=True, blank=True)  # when somebody last did more than chase or see it
    heard_at = models.DateTimeField(null=True, blank=True)  # when the challenged side was last heard from
    chased_at = models.DateTimeField(null=True, blank=True)
    record_missing_at = models.DateTimeField(null=True, blank=True)  # from when on a record that is owed is missing
    calendar_seq = models.PositiveIntegerField(null=True, blank=True)  # what its dates count by; None: nothing is owed
    seq = models.PositiveIntegerField()
    head = models.CharField(max_length=64)  # the hash of the last entry

    class Meta:
        indexes = [
            models.Index(fields=["partnership", "-last_at", "-id"], name="escalations_latest_first"),
            models.Index(fields=["partnership", "state", "due_at"], name="escalations_by_what_is_due"),
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="escalations_for_the_clock"
            ),
            models.Index(
                fields=["partnership", "calendar_seq"],
                condition=models.Q(calendar_seq__isnull=False),
                name="escalations_by_their_calendar",
            ),
        ]


class Entry(models.Model):
    """One event of the history, as the bytes that were hashed. The database refuses to change or remove it."""

    id = models.BigAutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()  # ours
    plain = models.BinaryField()
    sealed = models.BinaryField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "seq"], name="an_escalation_has_one_entry_at_each_place"),
        ]
        indexes = [  # for the auditor, which asks of every history how many told nobody
            models.Index(
                fields=["escalation", "seq"],
                condition=models.Q(kind="notice-owed"),
                name="entries_that_owe_a_notice",
            ),
            models.Index(
                fields=["escalation", "seq"],
                condition=models.Q(kind__in=["deadline-passed", "protective-deadline-set", "version-adopted"]),
                name="entries_that_bear_on_time",
            ),
        ]


class SealingKey(models.Model):
    """An escalation's key, wrapped by the master key that is not in this database."""

    escalation = models.OneToOneField(Escalation, primary_key=True, on_delete=models.PROTECT, related_name="key")
    wrapped = models.BinaryField()


class Duty(models.Model):
    """What somebody owes, as a row with its next instant. Overdue is never stored: compare `due_at` with `at`."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="duties")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=300)
    duty = models.CharField(max_length=100)
    who = models.JSONField()
    stage = models.CharField(max_length=100, blank=True)
    agency = models.CharField(max_length=100, blank=True)
    arose_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    target_at = models.DateTimeField(null=True, blank=True)
    force = models.CharField(max_length=20)
    because = models.JSONField()
    done_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "key"], name="a_duty_arises_once_under_its_key"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(done_at__isnull=True, lapsed_at__isnull=True, passed_at__isnull=True),
                name="duties_still_to_fall_due",
            ),
        ]


class Party(models.Model):
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="parties")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "agency", "side"], name="an_agency_is_on_a_side_once"),
        ]


class Grant(models.Model):
    """Why somebody may see an escalation: a person in it, or a post that its stage brings in (whoever holds it)."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="grants")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "person"], name="a_person_is_granted_once"),
            models.UniqueConstraint(fields=["escalation", "post"], name="a_post_is_granted_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(post__isnull=True),
                name="a_grant_is_to_a_person_or_a_post",
            ),
        ]


class Conflict(models.Model):
    """A conflict of interest. It denies over every grant."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "person"], name="a_conflict_is_declared_once"),
        ]


class Look(models.Model):
    """Somebody looked, or tried to. Written before the page leaves; never changed."""

    id = models.BigAutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    allowed = models.BooleanField()


class Draft(models.Model):
    """What somebody has typed so far, sealed. It is theirs alone and goes when it is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drafts")
    purpose = models.CharField(max_length=120)  # "raise", or a page of an escalation
    saved_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["person", "-saved_at"], name="drafts_of_a_person")]


class Talk(models.Model):
    """A conversation before an escalation or beside one, private to one agency, without a clock.

    `consult` asks one's own lead, `informal` notes a challenge that was made in passing, `alert` tells one's own lead
    of immediate harm. What is said is sealed under the talk's own key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # whose it is
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # consult, informal, alert
    asked = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # challenged
    escalation = models.ForeignKey(Escalation, null=True, blank=True, on_delete=models.PROTECT, related_name="talks")
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)  # how an informal challenge stands: settled, not-settled
    wrapped = models.BinaryField()  # its key, wrapped by the master key

    class Meta:
        indexes = [
            models.Index(fields=["begun_by", "-last_at"], name="talks_of_a_person"),
            models.Index(fields=["asked", "-last_at"], name="talks_asked_of_a_post"),
        ]


class Turn(models.Model):
    """What somebody said in a talk: appended, never changed."""

    id = models.BigAutoField(primary_key=True)
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="turns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sealed = models.BinaryField()


class Pass(models.Model):
    """A one-time way in to one escalation for somebody on duty at an agency: a link, or a code read over the phone.

    Only the code's hash is stored. Whoever uses it signs in first, works at that agency, and is let in by name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="passes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    post = models.CharField(max_length=80, blank=True)  # as whom they are called: a post of the policy
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    used_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_by__isnull=True, used_at__isnull=True)
                | models.Q(used_by__isnull=False, used_at__isnull=False),
                name="a_pass_is_used_by_somebody_at_some_time",
            ),
        ]


class WrongCode(models.Model):
    """Somebody tried a code that let them in nowhere. Kept for an hour, so that nobody can guess one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="wrong_codes_of_a_person")]


class SavedView(models.Model):
    """A tracker's filters under a name of somebody's own."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "partnership", "name"], name="a_view_has_a_name_of_its_own"),
        ]


class SentElsewhere(models.Model):
    """How often raising sent somebody elsewhere in a month: a count, and nothing of who, when or about whom."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    to = models.SlugField(max_length=80)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "month", "to"], name="a_destination_counts_by_the_month"),
        ]
