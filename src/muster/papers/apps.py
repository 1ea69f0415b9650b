from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.papers"
    label = "papers"
