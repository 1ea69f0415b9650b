"""Which season a workbook is about, and whose rules it follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.text import slugify

from muster.exchange.errors import NoKnownSheet
from muster.exchange.matching import match
from muster.exchange.reading import RawSheet
from muster.exchange.rows import rows_of
from muster.packs import Pack, available, load
from muster.season.models import Season
from muster.site.workbook.errors import PackNotNamed, SeasonNotFound
from muster.site.workbook.sheets import settings_sheet
from muster.tree.names import search_key

DEFAULT_KEY: Final = "season"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The season (None: the workbook opens it), its rules, and the raw settings by item."""

    season: Season | None
    pack: Pack
    said: Mapping[str, str] = field(default_factory=dict)


def open_for(raw: Sequence[RawSheet], params: Mapping[str, Any]) -> Opened:
    """Find out from the Settings sheet, from what the person chose, or from what there is.

    params: season (key) and pack (key), both optional. Raises SeasonNotFound, PackNotNamed,
    PackUnknown, VersionUnknown.
    """
    said = _said(raw)
    key = said.get("key") or str(params.get("season") or "")
    season = _season(key, must_exist=bool(key) and "key" not in said)
    if season is not None:
        return Opened(season=season, pack=load(season.pack, season.pack_version), said=said)
    named = said.get("pack") or str(params.get("pack") or "")
    if not named:
        raise PackNotNamed(known=", ".join(sorted({ref.key for ref in available()})))
    version = said.get("pack_version") or None
    return Opened(season=None, pack=load(named, version), said=said)


def _said(raw: Sequence[RawSheet]) -> dict[str, str]:
    """The settings that stand in the file, as text."""
    try:
        found = match(raw, [settings_sheet()], file_name="")
    except NoKnownSheet:
        return {}
    rows = (row for sheet in found.sheets for row in rows_of(sheet))
    return {
        row.values["item"]: str(row.values.get("value") or "")
        for row in rows
        if "item" in row.values
    }


def _season(key: str, *, must_exist: bool) -> Season | None:
    seasons = Season.objects.order_by("-starts_on", "-pk")
    if not key:
        return seasons.first()
    found = seasons.filter(key=key).first()
    if found is None and must_exist:
        known = ", ".join(seasons.values_list("key", flat=True))
        raise SeasonNotFound(key=key, known=known or "—")
    return found


def key_from(file_name: str) -> str:
    """A season's key from the name of its file."""
    return slugify(search_key(file_name.rpartition(".")[0]))[:40] or DEFAULT_KEY
