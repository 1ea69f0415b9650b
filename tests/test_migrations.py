"""The tables as migrations make them are the tables that the models mean, on this database."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(databases=["default", "queue"])


def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, stdout=io.StringIO())


@pytest.mark.parametrize("name", sorted(settings.DATABASES))
def test_nothing_is_left_to_migrate(name: str) -> None:
    executor = MigrationExecutor(connections[name])

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_the_queue_keeps_out_of_the_record_s_database() -> None:
    tables = connections["default"].introspection.table_names()

    assert [name for name in tables if name.startswith("django_tasks")] == []
    assert "jobs_job" not in connections["queue"].introspection.table_names()
