"""What gateways count, in the reader's language and in the groups in which it is read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.gateways.cap import counting as of_warnings
from muster.gateways.cot import counting as of_relay
from muster.gateways.gps import counting as of_positions
from muster.gateways.gps.store import Tally
from muster.gateways.queries.state import GatewayState
from muster.gateways.sending import counting as of_sending

RECENT: Final = timedelta(minutes=10)
GATEWAYS: Final[dict[str, tuple[Any, ModuleType]]] = {
    "cot": (_("Relay of Cursor on Target"), of_relay),
    "gps": (_("Positions over HTTP"), of_positions),
    "cap": (_("Warnings of others"), of_warnings),
    "out": (_("Webhooks and mail"), of_sending),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One number of a gateway. is_recent: it grew in the last ten minutes."""

    word: str
    count: int
    last: datetime
    is_recent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A gateway on the page: what it refused, what was too much or too slow, what it did."""

    name: str
    state: GatewayState
    refused: list[Counted]
    strained: list[Counted]
    done: list[Counted]


def said(one: Tally) -> str:
    """What a tally counts."""
    return str(GATEWAYS[one.gateway][1].said(one.word))


def is_done(one: Tally) -> bool:
    """Whether it counts what went as it should."""
    return one.word in GATEWAYS[one.gateway][1].DONE


def shown(state: GatewayState, *, now: datetime) -> Shown:
    """The counters of a gateway by group, in each the newest first."""
    name, counting = GATEWAYS[state.key]
    groups: dict[str, list[Counted]] = {"refused": [], "strained": [], "done": []}
    for one in state.totals:
        group = "refused"
        if is_done(one):
            group = "done"
        elif one.word in counting.STRAINED:
            group = "strained"
        is_recent = one.last > now - RECENT
        counted = Counted(word=said(one), count=one.count, last=one.last, is_recent=is_recent)
        groups[group].append(counted)
    return Shown(name=str(name), state=state, **groups)
