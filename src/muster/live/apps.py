from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.live"
    label = "live"
