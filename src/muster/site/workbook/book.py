"""The season workbook as a registered kind of workbook."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.exchange.book import Book, Current, Part, RowsBySheet, register
from muster.exchange.reading import RawSheet
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import SheetSpec
from muster.ledger.actor import Actor
from muster.packs import Pack, load
from muster.season.models import Season
from muster.site.workbook import faults  # noqa: F401  # its sentences register themselves
from muster.site.workbook.applying import Applier
from muster.site.workbook.current.register import Register
from muster.site.workbook.opening import open_for
from muster.site.workbook.review import Review
from muster.site.workbook.sheets import all_sheets

KEY: Final = "season"


class SeasonReading:
    """One workbook of one season; see :class:`muster.exchange.book.Reading`."""

    def __init__(self, pack: Pack, season: Season | None, file_name: str) -> None:
        self.pack = pack
        self.season = season
        self.file_name = file_name
        self.register = Register(pack, season)
        self._applier: Applier | None = None
        self._key = season.key if season else ""

    @cached_property
    def specs(self) -> Sequence[SheetSpec]:
        """The sheets with the pack's words."""
        return all_sheets(self.pack)

    @property
    def season_id(self) -> int | None:
        """The season: the one that was there, or the one that applying opened."""
        season = self._applier.season if self._applier else self.season
        return season.pk if season else None

    @property
    def kept(self) -> Mapping[str, Any]:
        """What applying needs to open the same again."""
        return {
            "season_id": self.season_id,
            "pack": self.pack.key,
            "pack_version": self.pack.version,
            "season_key": self._key,
            "file_name": self.file_name,
        }

    def current(self, sheet: str) -> Current:
        """What is there now."""
        return self.register.current(self.spec(sheet))

    def spec(self, sheet: str) -> SheetSpec:
        """A sheet by its key."""
        return next(spec for spec in self.specs if spec.key == sheet)

    def review(self, rows: dict[str, list[ReadRow]]) -> None:
        """Note what only shows across sheets. See :class:`muster.site.workbook.review.Review`."""
        settings = Review(rows, self.register, self.specs, file_name=self.file_name).run()
        self._key = settings.get("key") or self._key

    def parts(self, rows: RowsBySheet, *, actor: Actor, now: datetime) -> Sequence[Part]:
        """See :class:`muster.site.workbook.applying.Applier`."""
        self._applier = Applier(rows, self.register, self.specs, actor=actor, now=now)
        return self._applier.parts()


def open_book(raw: Sequence[RawSheet] | None, params: Mapping[str, Any]) -> SeasonReading:
    """Open a file (raw sheets), or a staged import by what it kept."""
    file_name = str(params.get("file_name", ""))
    if raw is not None:
        opened = open_for(raw, params)
        return SeasonReading(opened.pack, opened.season, file_name)
    season_id = params.get("season_id")
    # Applying that stopped half-way may have opened the season already.
    which = {"pk": season_id} if season_id else {"key": params["season_key"]}
    season = Season.objects.filter(**which).first()
    return SeasonReading(load(params["pack"], params["pack_version"]), season, file_name)


register(Book(key=KEY, label=_("Season workbook"), open=open_book))
