"""Two installations with a database file and a key each, in one process."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection
from django.test import override_settings
from tests import make_control as make
from tests.make_duty import World

from muster.control import services
from muster.control.bridge.tables import TABLES
from muster.control.models import CommandPost, Conflict, ControlRoom
from muster.control.projecting import DAY_ROWS, ROWS
from muster.control.services import Taken
from muster.ledger.actor import Actor
from muster.ledger.services.recording import local_key
from muster.packs import load

KEEPER: Final = Actor(name="Lê Thị Giữ", via="page", account_id=900)


@dataclass(frozen=True)
class Post:
    """One installation: a folder with its database, key and files."""

    folder: Path

    @contextmanager
    def open(self) -> Iterator[None]:
        """Work in it."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = str(self.folder / "muster.db")
        try:
            with override_settings(
                MUSTER_DATA=self.folder,
                MUSTER_NODE=self.folder.name,
                MEDIA_ROOT=self.folder / "files",
            ):
                yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def day(self) -> make.Day:
        """The day as this installation has it."""
        room = ControlRoom.objects.select_related("event__season__root").get()
        units = room.event.season.units.order_by("first")
        root, east, commune, west = units
        world = World(
            season=room.event.season,
            root=root,
            east=east,
            west=west,
            commune=commune,
            pack=load("vn-party-2025"),
        )
        return make.Day(world=world, event=room.event, room=room)


@dataclass(frozen=True)
class Pair:
    """The first post and the second, and a folder for what goes between them."""

    first: Post
    second: Post
    between: Path

    def carry(self, giver: Post, taker: Post, *, at: datetime, name: str = "b.zip") -> Taken:
        """A bundle from one to the other."""
        self.write(giver, at=at, name=name)
        return self.take(taker, at=at, name=name)

    def write(self, giver: Post, *, at: datetime, name: str = "b.zip") -> Path:
        """What the giver writes for the other."""
        with giver.open():
            post = CommandPost.objects.get(is_own=False)
            services.write_for_post(post, self.between / name, actor=KEEPER, now=at)
        return self.between / name

    def take(self, taker: Post, *, at: datetime, name: str = "b.zip") -> Taken:
        """What the taker makes of a file."""
        with taker.open():
            return services.take_bundle(self.between / name, name=name, actor=KEEPER, now=at)

    def both_ways(self, *, at: datetime) -> None:
        """Until both have everything that rooms and days tell."""
        self.carry(self.first, self.second, at=at)
        self.carry(self.second, self.first, at=at + timedelta(seconds=1))
        self.carry(self.first, self.second, at=at + timedelta(seconds=2))


def tables() -> dict[str, list[dict[str, object]]]:
    """Every row of rooms and days."""
    kinds = dict.fromkeys((*ROWS, *DAY_ROWS))
    return {
        kind.__name__: list(TABLES[kind]._default_manager.order_by("pk").values()) for kind in kinds
    }


def waiting() -> dict[str, Conflict]:
    """The conflicts that wait, by what they are about."""
    return {one.topic: one for one in Conflict.objects.filter(decided_at=None)}


def build(folder: Path, *, schema: Path) -> Pair:
    """A first post with the day of a small congress, and a second that began as its copy."""
    first, second = Post(folder / "first"), Post(folder / "second")
    between = folder / "between"
    first.folder.mkdir(parents=True)
    between.mkdir()
    shutil.copy(schema, first.folder / "muster.db")
    shutil.copy(schema, between / "schema.db")
    begun = make.NOW - timedelta(hours=1)
    with first.open():
        make.day()
        services.copy_for_post(second.folder, name="Hội trường B", actor=KEEPER, now=begun)
        fingerprint = services.fingerprint_of(local_key().log_id)
    with second.open():
        services.begin_post(fingerprint=fingerprint, actor=KEEPER, now=begun)
        own = local_key()
    with first.open():
        services.enrol_post(
            1,
            key=own.verifier_key,
            fingerprint=services.fingerprint_of(own.log_id),
            actor=KEEPER,
            now=begun,
        )
    return Pair(first=first, second=second, between=between)


def again(pair: Pair, folder: Path) -> Pair:
    """A pair of its own that stands where *pair* stands."""
    shutil.copytree(pair.first.folder.parent, folder)
    return Pair(Post(folder / "first"), Post(folder / "second"), folder / "between")
