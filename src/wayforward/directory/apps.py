"""Names this app to Django."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "wayforward.directory"
    label = "directory"
