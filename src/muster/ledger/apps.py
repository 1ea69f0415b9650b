from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the capability with Django."""

    name = "muster.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
