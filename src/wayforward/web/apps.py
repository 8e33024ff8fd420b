"""Names this app to Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "wayforward.web"
    label = "web"
