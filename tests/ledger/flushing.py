"""Lets tests that commit empty the database afterwards, though its record refuses to be emptied.

A pytest plugin, named in the root ``conftest.py``. Only the tests' own clean-up steps past the
triggers; what a test does itself meets them.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from muster.ledger import guards

plain_flush = BaseDatabaseOperations.execute_sql_flush


def flush(operations: Any, sql_list: Iterable[str]) -> None:
    connection = operations.connection
    if "ledger_entry" not in connection.introspection.table_names():
        plain_flush(operations, sql_list)
        return
    with transaction.atomic(using=connection.alias):
        guards.remove(connection)
        plain_flush(operations, sql_list)
        guards.install(connection)


def pytest_configure() -> None:
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[assignment]
