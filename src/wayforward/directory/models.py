"""Who is where: partnerships, their agencies, the posts in them and the people who hold those posts."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Partnership(models.Model):
    """A safeguarding partnership: the boundary that no query crosses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    area = models.CharField(max_length=100)
    demonstration = models.BooleanField(default=False)
    calendar_seq = models.PositiveIntegerField(default=0)  # how often its calendar has been changed

    def __str__(self) -> str:
        return self.name


class Adoption(models.Model):
    """One version of a policy that a partnership put in force. The text is kept whole and never edited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="adoptions")
    policy = models.SlugField()
    digest = models.CharField(max_length=64)
    sources = models.JSONField()  # file name -> text
    in_force_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200)
    decision = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(retired_at__isnull=True),
                name="a_partnership_has_one_policy_in_force",
            ),
        ]


class Agency(models.Model):
    """A real organisation of one of the policy's kinds. `key` is "kind" or "kind:name"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agencies")
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=20, default="statutory")
    office = models.BooleanField(default=False)  # the partnership's own office
    full_board = models.BooleanField(default=True)  # may send a member to a panel
    last_resort = models.CharField(max_length=100, blank=True)  # the number that somebody always answers
    # A school's own facts. Who would be asked to judge their own case is not rung: then the governors are.
    head_is_lead = models.BooleanField(null=True, blank=True)  # None: nobody has said
    mail_domains = models.CharField(max_length=300, blank=True)  # where its people have their mail; empty: anywhere
    governors = models.CharField(max_length=200, blank=True)  # who is rung for them, and how to ask for them
    governors_phone = models.CharField(max_length=40, blank=True)
    governors_email = models.EmailField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="an_agency_key_is_used_once_in_a_partnership"),
        ]

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role at an agency. People come and go; the post, its number and its place in the policy stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    key = models.SlugField(max_length=80)  # the policy's post id
    title = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    second_phone = models.CharField(max_length=40, blank=True)  # rung when the first is not answered
    email = models.EmailField(blank=True)
    checked_on = models.DateField(null=True, blank=True)  # when somebody last rang the number
    checked_by = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rota = models.BooleanField(default=False)  # somebody must be on at every hour: the look-ahead says when nobody is
    receives = models.BooleanField(default=False)  # the agency's front door: sees what is raised with it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="a_post_stands_once_in_an_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.agency.name}"


class Person(AbstractBaseUser):
    """Somebody who signs in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    operates = models.BooleanField(default=False)  # runs the service: sees its health, and no escalation by that

    objects = BaseUserManager["Person"]()

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name


class Work(models.Model):
    """A person works at an agency, from a day and perhaps until one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="work")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="workers")
    known_as = models.CharField(max_length=200, blank=True)  # the name as this agency's keeper wrote it
    job = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    manages = models.BooleanField(default=False)  # sees the clocks of all that the agency is in, without the story
    keeps = models.BooleanField(default=False)  # keeps the agency's part of the directory

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="work_does_not_end_before_it_begins",
            ),
        ]


class Holder(models.Model):
    """Who holds a post, from a day and perhaps until one, as its holder or as deputy."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    deputy = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="nobody_leaves_a_post_before_holding_it",
            ),
        ]


class Shift(models.Model):
    """Somebody answers for a post between two instants. The first counts, the last does not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=80, blank=True)  # the rota it was read from; empty: written by hand
    uid = models.CharField(max_length=255, blank=True)  # what that rota calls it

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_ends_after_it_begins"),
        ]
        indexes = [
            models.Index(fields=["post", "ends_at"], name="shifts_of_a_post"),
            models.Index(fields=["person", "ends_at"], name="shifts_of_a_person"),
        ]


class ServiceArea(models.Model):
    """For one place, who answers as a post: a hospital's paediatric number, a team's head of service, a manager's area.

    The post says for which question, the name for which place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="areas")
    name = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    phone = models.CharField(max_length=40, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "name"], name="a_place_stands_once_for_a_post"),
        ]


class DirectoryChange(models.Model):
    """Somebody changed what an agency keeps here: before and after, in plain words. Added, never changed."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # person, post, holder, rota, area, agency
    row = models.UUIDField()
    about = models.CharField(max_length=250)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)


class CalendarChange(models.Model):
    """A day that became or ceased to be a working day in one partnership. A later change undoes it; none is edited."""

    id = models.BigAutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="calendar_changes")
    seq = models.PositiveIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=20)  # holiday, closure, working (no day off after all), undone (as the nation)
    name = models.CharField(max_length=120)  # what people know the day by
    because = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)  # a person's key, or "operator"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "seq"], name="calendar_changes_follow_one_another"),
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "closure", "working", "undone"]),
                name="a_day_is_declared_in_one_of_four_ways",
            ),
        ]
