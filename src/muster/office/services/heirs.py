"""A call to a unit that was merged, split or dissolved: handed to who stands for it now."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from muster.office.bridge import rules_of
from muster.office.models import Call, CallState
from muster.office.queries.ladders import NOBODY, pairs_of
from muster.season.models import SeasonUnit
from muster.season.services.hand import day
from muster.tree.queries import heirs, unit_names


def heir_of(call: Call, *, today: date) -> Sequence[int]:
    """The units that stand for the called one on *today*; none if it left nobody."""
    return [one.unit_id for one in heirs(call.unit_id, day=today) if one.unit_id != call.unit_id]


def refer(call: Call, unit_ids: Sequence[int]) -> None:
    """Settle a call to a unit that ended: its successors get calls of their own in the list.

    The call says which. Nothing is saved of it; the successors' calls are.
    """
    made = [_call_to(call, unit_id) for unit_id in unit_ids]
    ended = call.unit.dissolved_on
    on = day(ended) if ended is not None else ""
    called = ", ".join(unit_names(unit_ids, day=ended or date.max).values()) if unit_ids else ""
    call.state = CallState.REFERRED
    call.heir = made[0] if made else None
    if made:
        call.note = _("It became part of %(heir)s on %(on)s: call there.") % {
            "heir": called,
            "on": on,
        }
    else:
        call.note = _("It was dissolved on %(on)s and nobody stands for it.") % {"on": on}


def _call_to(call: Call, unit_id: int) -> Call:
    """The call to a successor; the one that the list has already, if it has one."""
    there = Call.objects.filter(call_list=call.call_list, target=f"unit:{unit_id}").first()
    if there is not None:
        return there
    unit = call.call_list.season_unit
    placed = SeasonUnit.objects.filter(season=unit.season_id, unit=unit_id).first()
    pair = pairs_of([unit_id], rules_of(unit)).get(unit_id, NOBODY)
    last = Call.objects.filter(call_list=call.call_list).aggregate(n=Max("position"))["n"]
    return Call.objects.create(
        call_list=call.call_list,
        position=last + 1,
        target=f"unit:{unit_id}",
        unit_id=unit_id,
        season_unit=placed,
        whom_id=pair.first,
        deputy_id=pair.second,
        unit_above_id=call.unit_above_id,
        superior_id=call.superior_id,
        step=call.step,
        congress=call.congress,
        words=call.words,
    )
