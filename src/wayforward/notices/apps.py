"""Names this app to Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wayforward.notices"
    label = "notices"
