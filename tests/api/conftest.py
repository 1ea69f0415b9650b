"""What every test of the api has: the day of the room, a door that has counted nothing yet."""

from typing import Any

import pytest
from tests import make_control as make

from muster.api.bounding import Turnstile
from muster.api.counting import Refusals
from muster.api.guarding import guard
from muster.gateways.gps.door import Door
from muster.season.registry.positions import positions_desk


@pytest.fixture(autouse=True)
def _day(settings: Any) -> None:
    settings.MUSTER_NOW = make.NOW
    # nobody signs in with a password here, and a good hash is slow on purpose
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _new_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "turns", Turnstile())
    monkeypatch.setattr(guard, "refusals", Refusals(guard.timer))
    monkeypatch.setattr(positions_desk(), "door", Door())
