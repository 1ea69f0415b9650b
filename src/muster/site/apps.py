from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the pages that combine capabilities."""

    name = "muster.site"
    label = "site"
