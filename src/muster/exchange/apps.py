from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.exchange"
    label = "exchange"
