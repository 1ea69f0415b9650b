from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TreeConfig(AppConfig):
    """Registers the capability, then reads every capability's permissions and scopes."""

    name = "muster.tree"
    label = "tree"

    def ready(self) -> None:
        """Fill the permission table and the scopes from each capability's own drawers."""
        autodiscover_modules("rules", "queries")
