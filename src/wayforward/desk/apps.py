"""Names this app to Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "wayforward.desk"
    label = "desk"
