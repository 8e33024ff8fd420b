"""Marking a message as sent costs the same however many have ever been sent."""

import pytest
from django.db import connection
from django.db.models import Q

from tests.cast import MONDAY, Cast
from wayforward.notices.models import Notice


@pytest.mark.django_db
def test_what_a_message_gathers_is_found_without_reading_every_message(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    one = Notice.objects.filter(escalation_id=row.pk)[0]
    one.pk = None
    copies = [Notice(**{f.attname: getattr(one, f.attname) for f in Notice._meta.fields}) for _ in range(500)]
    for number, copy in enumerate(copies):
        copy.pk, copy.key = None, f"copy {number}"
    Notice.objects.bulk_create(copies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # nearly none is in a digest, and the database knows it
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows that it would read them all anyway
    key = Notice.objects.order_by("pk")[0].pk
    plan = Notice.objects.filter(Q(pk=key) | Q(digest=key, dropped_at=None, next_at=None)).explain()
    assert "notices_in_a_digest" in plan
