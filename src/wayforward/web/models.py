"""What the website itself has to remember: how often somebody failed to sign in. All else is kept below it."""

from django.db import models


class SignInTried(models.Model):
    """Somebody tried to sign in. Who and from where are keyed hashes: they count alike and tell nothing."""

    whose = models.CharField(max_length=64)
    where = models.CharField(max_length=64)
    at = models.DateTimeField()
    right = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["whose", "at"], name="sign_ins_of_an_account"),
            models.Index(fields=["where", "at"], name="sign_ins_from_a_place"),
        ]
