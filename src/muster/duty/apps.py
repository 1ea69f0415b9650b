from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.duty"
    label = "duty"
