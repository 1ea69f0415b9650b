"""Papers of a moving: those that name the old day, and those that decide and tell the new one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.office.bridge import rules_of
from muster.office.models import Paper, Register
from muster.office.queries.approvals import latest
from muster.office.services.papers import PaperDraft, register_paper
from muster.office.services.settling import cancel
from muster.packs import Direction, MovingPaper, PaperFor
from muster.season.models import Moving, SeasonUnit
from muster.season.registry.moving import (
    Act,
    Kept,
    Moves,
    NewDays,
    Touched,
    Trace,
    Weight,
    moving_part,
)
from muster.season.services.hand import day
from muster.tree.clock import day_of
from muster.tree.names import search_key

# A day as papers write it: 22/8, 22-08-2030, and with a word between the two numbers.
WRITTEN: Final = re.compile(r"\b(\d{1,2})(?:\s*[/.-]\s*|\s+[a-z]+\s+)(\d{1,2})\b")
NAMED: Final = 8
LONGEST: Final = 500
Rows = Sequence[NewDays]


class _Papers:
    key = "papers"
    label = gettext_lazy("Papers")
    place = 80

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """Papers that went out with the old day, and the papers that the act makes."""
        found = [_stale(paper, row) for paper, row in naming_the_day(moves)]
        register = outgoing_register(moves.unit)
        for rule, to, rows in papers_to_make(moves):
            found.append(_to_make(rule, to, rows, register))
        return found

    def apply(self, act: Act) -> tuple[int, Kept]:
        """Enter the decision and the letters under the next numbers of the outgoing register."""
        register = outgoing_register(act.moves.unit)
        if register is None:
            return 0, {"papers": []}
        made = []
        for rule, to, rows in papers_to_make(act.moves):
            words = fields_of(act.moving, to, len(rows))
            draft = PaperDraft(
                kind=rule.kind,
                correspondent=to[:LONGEST],
                abstract=str(rule.abstract).format_map(words)[:LONGEST],
                dated_on=day_of(act.now),
            )
            paper = register_paper(register, actor=act.actor, now=act.now, draft=draft)
            congresses = [row.congress.pk for row in rows]
            made.append({"id": paper.pk, "rule": rule.key, "to": to, "congresses": congresses})
        return len(made), {"papers": made}

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """Nothing: a paper that went out is struck out under its number, whatever became of it."""
        return ()

    def undo(self, act: Act, kept: Kept) -> None:
        """Strike the papers out; their numbers stay taken."""
        why = _("the moving was undone: %(reason)s") % {"reason": act.reason}
        for paper in Paper.objects.filter(pk__in=_ids(kept), cancelled_at=None).order_by("pk"):
            cancel(paper, actor=act.actor, now=act.now, version=paper.version, reason=why[:300])

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """The page of the decision and the letters, with where the signature stands."""
        papers = list(Paper.objects.filter(pk__in=_ids(kept)).order_by("number"))
        if not papers:
            return ()
        approval = latest(f"moving:{moving.pk}")
        note = approval.get_state_display() if approval is not None else _("not signed yet")
        if all(paper.cancelled_at for paper in papers):
            note = _("cancelled")
        said = ", ".join(paper.symbol for paper in papers[:NAMED])
        return [Trace(said, reverse("office:moving-papers", args=[moving.pk]), str(note))]


def _ids(kept: Kept) -> list[int]:
    return [one["id"] for one in kept["papers"]]


def outgoing_register(unit: SeasonUnit) -> Register | None:
    """Where the papers of a unit's movings are entered: its first register of what goes out."""
    rows = Register.objects.filter(season_unit=unit, direction=Direction.OUTGOING.value)
    return rows.select_related("season_unit__season").order_by("pk").first()


# ---- papers that name the old day


def naming_the_day(moves: Moves) -> list[tuple[Paper, NewDays]]:
    """Outgoing papers that name the old day of a moved congress: its unit's own, or its name in it.

    One query; the texts are read here, because people write days in many ways.
    """
    by_day: dict[tuple[int, int], list[NewDays]] = defaultdict(list)
    for row in moves.rows:
        by_day[_pair(row.congress.starts_on)].append(row)
    papers = Paper.objects.filter(
        Q(season_unit__season=moves.season),
        volume__register__direction=Direction.OUTGOING.value,
        cancelled_at=None,
    ).select_related("season_unit__season")
    found = []
    for paper in papers.order_by("pk").iterator(chunk_size=500):
        text = search_key(f"{paper.abstract} {paper.note}")
        days = {(int(a), int(b)) for a, b in WRITTEN.findall(text)}
        for one in days & by_day.keys():
            found += [(paper, row) for row in by_day[one] if _speaks_of(paper, row)]
    return found


def _pair(on: date) -> tuple[int, int]:
    return (on.day, on.month)


def _speaks_of(paper: Paper, row: NewDays) -> bool:
    unit = row.congress.season_unit
    if paper.season_unit_id == unit.pk:
        return True
    names = (unit.search_key, search_key(unit.short_name))
    return any(name and name in paper.search_key for name in names)


def _stale(paper: Paper, row: NewDays) -> Touched:
    kinds = rules_of(paper.season_unit).paper_kinds
    kind = str(kinds[paper.kind].label) if paper.kind in kinds else ""
    return Touched(
        subject=f"paper:{paper.pk}",
        congress_id=row.congress.pk,
        what=" ".join(part for part in (kind, paper.symbol, paper.abstract) if part),
        weight=Weight.STAYS,
        was=day(row.congress.starts_on),
        url=reverse("office:paper", args=[paper.pk]),
    )


# ---- papers that the act makes


def papers_to_make(moves: Moves) -> Iterable[tuple[MovingPaper, str, Rows]]:
    """What the pack wants written: the rule, to whom, and about which congresses."""
    for rule in rules_of(moves.unit).moving_papers.values():
        for rows in _shares(rule.made_for, moves.rows):
            yield rule, _names(rows), rows


def _shares(made_for: PaperFor, rows: Rows) -> Iterable[Rows]:
    if made_for is PaperFor.ACT:
        return [rows]
    if made_for is PaperFor.CONGRESS:
        return [[row] for row in rows]
    groups: dict[int, list[NewDays]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.congress.season_unit.first):
        unit = row.congress.season_unit
        groups[unit.group_id or unit.pk].append(row)
    return groups.values()


def _names(rows: Rows) -> str:
    """The units to whom it goes; a group is named before the units below it."""
    units = sorted((row.congress.season_unit for row in rows), key=lambda unit: unit.first)
    named = [unit.name for unit in units[:NAMED]]
    return ", ".join(named) + (" …" if len(units) > NAMED else "")


def fields_of(moving: Moving, to: str, count: int) -> Mapping[str, Any]:
    """The fields of a paper's words."""
    return {
        "unit": moving.season_unit.name,
        "area": moving.area,
        "count": count,
        "reason": moving.reason,
        "to": to,
    }


def words_of(moving: Moving, rule: MovingPaper, to: str, count: int) -> str:
    """What a paper of a moving says, before its list of congresses."""
    return str(rule.body).format_map(fields_of(moving, to, count))


def _to_make(rule: MovingPaper, to: str, rows: Rows, register: Register | None) -> Touched:
    text = f"{rule.name}: {to}"
    if register is None:
        text += " – " + _("no register of outgoing papers: it gets no number")
    return Touched(
        subject=f"new-paper:{rule.key}:{rows[0].congress.pk}",
        congress_id=rows[0].congress.pk,
        what=text,
        weight=Weight.CHANGES if register is not None else Weight.STAYS,
        becomes=register.name if register is not None else "",
    )


moving_part(_Papers())
