"""A world with two branches, a way to write into it, and writers in processes of their own."""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection
from tests import make_duty as make

from muster.ledger.actor import command
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.season.models import SeasonUnit

NOW = datetime(2030, 8, 16, tzinfo=UTC)
T = TypeVar("T")
WRITER = Path(__file__).with_name("writer.py")


@pytest.fixture
def world(transactional_db: None) -> make.World:
    return make.world()


def write(
    at: SeasonUnit, *, audience: str = Audience.SAFETY, kind: str = "test.written", count: int = 1
) -> list[int]:
    """Record entries about a unit in its season, each in its own commit; their numbers."""
    found = []
    for _ in range(count):
        with recorded(command("test"), now=NOW) as record:
            record(
                kind,
                "written:here",
                audience=audience,
                unit=at.unit_id,
                season=at.season_id,
                body={"secret": "what pages fetch themselves"},
            )
        found.append(record.receipts[0].arrival)
    return found


async def aside(act: Callable[[], T]) -> T:
    """Do *act* in a thread that gives its connection back."""

    def done() -> T:
        try:
            return act()
        finally:
            connection.close()

    return await asyncio.to_thread(done)


async def write_elsewhere(at: SeasonUnit, *, count: int, audience: str = "safety") -> list[int]:
    """Record entries from another process; their numbers."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(WRITER),
        str(connection.settings_dict["NAME"]),
        str(count),
        str(at.unit_id),
        str(at.season_id),
        audience,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return [int(line) for line in said.split()]
