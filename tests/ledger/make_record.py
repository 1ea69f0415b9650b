"""Builds entries through the services, and harms the record past its guards as an owner could."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from muster.ledger import guards
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Receipt, recorded

NOW = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
ADA = Actor(name="Ada Đỗ", via="page", account_id=5, person_id=7)


def entries(count: int, *, start: int = 0, body: dict[str, object] | None = None) -> list[Receipt]:
    """Record *count* steps, one commit each."""
    made = []
    for number in range(start, start + count):
        with recorded(ADA, now=NOW + timedelta(seconds=number)) as record:
            record(
                "step.submitted",
                f"step:{number}",
                audience=Audience.UNIT,
                unit=3,
                season=1,
                body=body or {"note": f"báo cáo {number}"},
                personal={"phone": f"09{number}"},
            )
        made += record.receipts
    return made


@contextmanager
def unguarded() -> Iterator[None]:
    """Let the owner of the database do what the triggers refuse."""
    guards.remove(connection)
    try:
        yield
    finally:
        guards.install(connection)


def harm(*statements: str) -> None:
    """Run *statements* past the guards, foreign keys and all."""
    with unguarded(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def use_node(settings: object, path: Path, name: str) -> None:
    """Go on as another installation, with a key of its own."""
    settings.MUSTER_DATA, settings.MUSTER_NODE = path, name  # type: ignore[attr-defined]
