from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.shell"
    label = "shell"
