from django.apps import AppConfig


class ControlConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.control"
    label = "control"
