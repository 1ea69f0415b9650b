from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.gateways"
    label = "gateways"
