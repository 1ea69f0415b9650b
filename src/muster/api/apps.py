from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the layer with Django."""

    name = "muster.api"
    label = "api"
