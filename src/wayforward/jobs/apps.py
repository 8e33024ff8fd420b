"""Names this app to Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "wayforward.jobs"
    label = "jobs"
