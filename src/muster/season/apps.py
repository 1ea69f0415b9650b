from django.apps import AppConfig


class SeasonConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.season"
    label = "season"
