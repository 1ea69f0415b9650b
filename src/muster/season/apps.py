from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SeasonConfig(AppConfig):
    """Registers the capability with Django, and what every capability holds of files."""

    name = "muster.season"
    label = "season"

    def ready(self) -> None:
        """Know every table of kept files and every chapter of a closing file, in each process."""
        autodiscover_modules("services.held", "services.closing_chapter")
