"""The policy desk: each version of a policy, who signs for each agency, what they signed and what was decided."""

import uuid

from django.db import models
from django.db.models import Q

from wayforward.directory.models import Adoption, Agency, Partnership, Person


class State(models.TextChoices):
    """How far a version is on its way. Whether one in force is so today, or retired, its dates say: see `life`."""

    DRAFT = "draft"  # being written
    CHECKED = "checked"  # sent for signature: its text is never changed again
    SIGNED = "signed"  # every agency's officer has signed it
    IN_FORCE = "in-force"  # a day is set: it has an adoption
    DROPPED = "dropped"  # given up


class Version(models.Model):
    """One version of a partnership's policy, from its first draft on. Only a draft's text changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="versions")
    policy = models.SlugField()  # the policy's own id; the area's where its text does not load yet
    title = models.CharField(max_length=250, blank=True)  # as its text calls itself, last time that it loaded
    number = models.CharField(max_length=80, blank=True)  # the version that its document is, last time that it loaded
    texts = models.JSONField()  # file name -> text, as shelf.load_text takes it
    digest = models.CharField(max_length=64)  # of these texts, whether they load or not
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saves = models.PositiveIntegerField(default=0)  # how often its text was saved: tells an overtaken edit
    from_version = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=250, blank=True)  # what it began from, in words
    adoption = models.OneToOneField(
        Adoption, null=True, blank=True, on_delete=models.PROTECT, related_name="desk_version"
    )  # fmt: skip
    in_force_on = models.DateField(null=True, blank=True)  # its first day, in London

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="in-force", adoption__isnull=False, in_force_on__isnull=False)
                | (~Q(state="in-force") & Q(adoption__isnull=True, in_force_on__isnull=True)),
                name="a_version_has_a_day_once_it_is_put_in_force",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-saved_at"], name="versions_latest_first")]

    def __str__(self) -> str:
        return self.title or self.policy


class Officer(models.Model):
    """Who signs policies for an agency; or, with nobody, why the agency does not sign. Ended, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="officers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="officer_of")
    because = models.CharField(max_length=500, blank=True)  # why it does not sign
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(ended_at__isnull=True), name="an_agency_has_one_officer_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, because="") | (Q(person__isnull=True) & ~Q(because="")),
                name="an_agency_has_an_officer_or_a_reason",
            ),
        ]


class Signature(models.Model):
    """An agency's officer signed exactly these texts. Added, never changed: the database refuses."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatures")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "agency"], name="an_agency_signs_a_version_once"),
        ]


class Decision(models.Model):
    """Something decided in the life of a version: by whom, when, what, and in which words. Added, never changed."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)  # begun, checked, signed, in-force: see `life`
    words = models.TextField(blank=True)
