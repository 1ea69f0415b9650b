from django.apps import AppConfig


class VenuesConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.venues"
    label = "venues"
