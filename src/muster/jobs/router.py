"""The queue's own tables live in a second SQLite file, so its polling never holds the record."""

from typing import Any

QUEUE_APP = "django_tasks_database"
QUEUE_DATABASE = "queue"


class QueueRouter:
    """Send the queue's models to the queue's database and everything else to the default one."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Reads of the queue go to its file."""
        return QUEUE_DATABASE if model._meta.app_label == QUEUE_APP else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        """Writes of the queue go to its file."""
        return QUEUE_DATABASE if model._meta.app_label == QUEUE_APP else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Each table exists in exactly one database."""
        return (app_label == QUEUE_APP) == (db == QUEUE_DATABASE)
