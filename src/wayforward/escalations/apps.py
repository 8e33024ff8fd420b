"""Names this app to Django."""

from django.apps import AppConfig


class EscalationsConfig(AppConfig):
    name = "wayforward.escalations"
    label = "escalations"
