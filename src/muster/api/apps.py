from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the layer with Django: it has words of its own, and no tables."""

    name = "muster.api"
    label = "api"
