from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Registers the capability and finds every capability's runners."""

    name = "muster.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Import each capability's ``tasks`` so that its runners are known."""
        autodiscover_modules("tasks")
