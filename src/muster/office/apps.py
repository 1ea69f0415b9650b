from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.office"
    label = "office"
