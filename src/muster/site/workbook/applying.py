"""Writes the rows of a preview through the services of tree, season, venues and duty."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.duty import services as duty
from muster.exchange.book import Part, RowsBySheet
from muster.exchange.sheets import SheetSpec, Values
from muster.ledger.actor import Actor
from muster.packs import Pack
from muster.season import services as seasons
from muster.season.models import Congress, Season, SeasonUnit
from muster.site.workbook import making
from muster.site.workbook.current.register import Register
from muster.site.workbook.founders import let_founders_in
from muster.site.workbook.sheets.settings import DEADLINE
from muster.site.workbook.step_cells import StepCell
from muster.tree import services as tree
from muster.tree.clock import day_of
from muster.tree.models import Unit
from muster.venues import services as venues
from muster.venues.models import Venue

STEP: Final = "step:"


class Applier:
    """One application of a preview. season: there from the start, or once it has been opened."""

    def __init__(
        self,
        rows: RowsBySheet,
        register: Register,
        specs: Sequence[SheetSpec],
        *,
        actor: Actor,
        now: datetime,
    ) -> None:
        self._rows = rows
        self._register = register
        self._specs = {spec.key: spec for spec in specs}
        self._actor = actor
        self._now = now
        self._season = register.season

    @property
    def season(self) -> Season | None:
        """The season, as far as there is one."""
        return self._season

    def parts(self) -> list[Part]:
        """What has rows to write, those first that others refer to.

        Rows that are written already change nothing, so that an interrupted run goes on.
        """
        specs = self._specs
        every = (
            (("units",), self._units),
            (("persons",), self._persons),
            (("settings", "units"), self._season_and_units),
            (("venues",), self._venues),
            (("congresses",), self._congresses),
            (("side_events",), self._side_events),
            (("progress",), self._progress),
            (("accounts",), self._accounts),
            (("vehicles",), self._vehicles),
            (("force",), self._officers),
            (("absences",), self._absences),
        )
        wanted = [(sheets[0], run) for sheets, run in every if any(map(self._rows.get, sheets))]
        return [Part(label=specs[sheet].label, run=run) for sheet, run in wanted]

    def _season_and_units(self) -> None:
        self._open_season()
        self._join_season()

    # ---- what the others stand on

    def _whole(self, sheet: str) -> list[Values]:
        """The rows of a sheet with every column: what the file leaves out is as it was."""
        rows = self._rows.get(sheet, ())
        if not rows:
            return []
        spec = self._specs[sheet]
        there = self._register.current(spec)
        blank = dict.fromkeys(spec.by_key)
        return [blank | dict(there.get(spec.key_of(row), {})) | row for row in rows]

    @property
    def _pack(self) -> Pack:
        return self._register.pack

    @property
    def _opened(self) -> Season:
        if self._season is None:
            raise RuntimeError("a workbook was applied without a season")
        return self._season

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return {row["item"]: row["value"] for row in self._rows.get("settings", ())}

    @property
    def _tree_day(self) -> date:
        """Units of a new season are there from the day it freezes; later ones from today."""
        frozen = self._settings.get("tree_on") if self._season is None else None
        return date.fromisoformat(frozen) if frozen else day_of(self._now)

    # ---- the tree

    def _units(self) -> None:
        rows = [making.unit_row(values, self._pack) for values in self._whole("units")]
        tree.import_units(self._actor, rows=rows, on=self._tree_day, now=self._now)

    def _persons(self) -> None:
        rows = [making.person_row(values, self._pack) for values in self._whole("persons")]
        tree.import_persons(self._actor, rows=rows, now=self._now)

    def _accounts(self) -> None:
        rows = [making.account_row(values) for values in self._whole("accounts")]
        today = day_of(self._now)
        tree.import_accounts(self._actor, rows=rows, since=today, now=self._now)

    # ---- the season

    def _open_season(self) -> None:
        said = self._settings
        if self._season is not None:
            self._amend_deadlines(self._season)
            return
        codes = Register(self._pack, None).versions
        self._season = seasons.open_season(
            actor=self._actor,
            now=self._now,
            key=said["key"],
            name=said["name"],
            pack=self._pack.key,
            pack_version=self._pack.version,
            root=Unit.objects.get(pk=codes[said["root"]].unit_id),
            tree_on=date.fromisoformat(said["tree_on"]),
            starts_on=date.fromisoformat(said["starts_on"]),
            ends_on=date.fromisoformat(said["ends_on"]),
            deadlines=self._deadlines(),
        )
        let_founders_in(self._season, actor=self._actor, now=self._now)

    def _deadlines(self) -> dict[str, dict[str, date]]:
        found: dict[str, dict[str, date]] = {}
        for item, value in self._settings.items():
            if item.startswith(DEADLINE) and value:
                _mark, tier, milestone = item.split(":")
                found.setdefault(tier, {})[milestone] = date.fromisoformat(value)
        return found

    def _amend_deadlines(self, season: Season) -> None:
        there = self._register.current(self._specs["settings"])
        for tier, days in self._deadlines().items():
            for milestone, due_on in days.items():
                if there[f"{DEADLINE}:{tier}:{milestone}"]["value"] == due_on.isoformat():
                    continue
                seasons.amend_tier_deadline(
                    season,
                    actor=self._actor,
                    now=self._now,
                    tier=tier,
                    milestone=milestone,
                    due_on=due_on,
                    reason=self._reason,
                )

    @property
    def _reason(self) -> str:
        return _("Changed in the workbook of %(who)s") % {"who": self._actor.name}

    def _join_season(self) -> None:
        """New units of a season that is open already join it below their parents."""
        if self._register.season is None:
            return
        known = self._register.season_units
        codes = Register(self._pack, None).versions
        for values in self._whole("units"):
            parent = values["parent"]
            if values["code"] in known or parent not in known:
                continue
            unit = Unit.objects.get(pk=codes[values["code"]].unit_id)
            known[values["code"]] = seasons.add_unit(
                self._opened,
                actor=self._actor,
                now=self._now,
                unit=unit,
                parent=SeasonUnit.objects.get(pk=known[parent].pk),
                reason=self._reason,
            )

    @cached_property
    def _unit_ids(self) -> dict[str, int]:
        rows = SeasonUnit.objects.filter(season=self._opened, left_on=None)
        return dict(rows.values_list("code", "pk"))

    @cached_property
    def _venue_ids(self) -> dict[str, int]:
        return dict(Venue.objects.values_list("code", "pk"))

    @cached_property
    def _congress_ids(self) -> dict[str, int]:
        rows = Congress.objects.filter(season=self._opened, cancelled_at=None)
        return dict(rows.values_list("season_unit__code", "pk"))

    def _venues(self) -> None:
        rows = [making.venue_row(values) for values in self._whole("venues")]
        venues.import_venues(self._actor, rows=rows, now=self._now)

    def _congresses(self) -> None:
        new, changed = self._parted("congresses", making.congress_row)
        if new:
            seasons.plan_congresses(self._opened, actor=self._actor, now=self._now, rows=new)
        if changed:
            seasons.update_congresses(
                self._opened, actor=self._actor, now=self._now, rows=changed, reason=self._reason
            )

    def _side_events(self) -> None:
        """Only new ones: the review refuses changed ones, which have a page."""
        rows, _there = self._parted("side_events", making.event_row)
        if rows:
            seasons.plan_events(self._opened, actor=self._actor, now=self._now, rows=rows)

    def _parted(self, sheet: str, make: Callable[..., Any]) -> tuple[list[Any], list[Any]]:
        """The rows that are new, and those of what is there already."""
        spec = self._specs[sheet]
        there: Mapping[str, Any] = self._register.current(spec) if self._register.season else {}
        new: list[Any] = []
        changed: list[Any] = []
        for values in self._whole(sheet):
            row = make(values, unit_ids=self._unit_ids, venue_ids=self._venue_ids)
            (changed if spec.key_of(values) in there else new).append(row)
        return new, changed

    def _progress(self) -> None:
        rows = [
            making.step_row(
                self._congress_ids[values["unit"]], name.removeprefix(STEP), StepCell.of(plain)
            )
            for values in self._rows.get("progress", ())
            for name, plain in values.items()
            if name.startswith(STEP)
        ]
        seasons.import_progress(self._opened, actor=self._actor, now=self._now, rows=rows)

    # ---- the force

    def _vehicles(self) -> None:
        rows = [making.vehicle_row(values) for values in self._whole("vehicles")]
        duty.import_vehicles(self._actor, rows=rows, pack=self._pack, now=self._now)

    def _officers(self) -> None:
        rows = [making.officer_row(values) for values in self._whole("force")]
        duty.import_officers(self._actor, rows=rows, pack=self._pack, now=self._now)

    def _absences(self) -> None:
        rows = [
            making.absence_row(values, of_vehicle=values["who"] in self._vehicle_codes)
            for values in self._whole("absences")
        ]
        duty.import_absences(self._actor, rows=rows, pack=self._pack, now=self._now)

    @cached_property
    def _vehicle_codes(self) -> set[str]:
        there = set(self._register.current(self._specs["vehicles"]))
        return there | {row["code"] for row in self._rows.get("vehicles", ())}
