"""``muster season``: mend the counters, take the day's figures, pass overdue problems up."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor, command
from muster.season import services
from muster.season.errors import SnapshotTaken
from muster.season.models import Season
from muster.tree import clock

Verb = Callable[[Season, Actor, datetime], str]


def main(argv: Sequence[str]) -> int:
    """Run one verb for one season or for all: 0 done, 1 something was mended or is wrong."""
    parser = argparse.ArgumentParser(prog="muster season")
    parser.add_argument("verb", choices=sorted(VERBS))
    parser.add_argument("season", nargs="?", help="key of one season; all if left out")
    asked = parser.parse_args(argv)
    seasons = Season.objects.all()
    if asked.season:
        seasons = seasons.filter(key=asked.season)
    if not seasons:
        print(_("There is no such season."))
        return 1
    actor = command(f"season {asked.verb}")
    for season in seasons:
        print(f"{season.key}: {VERBS[asked.verb](season, actor, clock.now())}")
    return 0


def rebuild_counters(season: Season, actor: Actor, now: datetime) -> str:
    """Compare the counters with a rebuild and mend them."""
    mended = services.rebuild_counters(season, actor=actor, now=now)
    if mended:
        return _("counters of %(n)d units mended") % {"n": mended}
    return _("counters equal a rebuild")


def snapshot(season: Season, actor: Actor, now: datetime) -> str:
    """Take the day's figures; a second time on a day nothing happens."""
    try:
        taken = services.take_snapshot(season, actor=actor, now=now)
    except SnapshotTaken as refusal:
        return str(refusal)
    return _("figures of %(n)d units taken") % {"n": taken}


def pass_up_problems(season: Season, actor: Actor, now: datetime) -> str:
    """Pass overdue problems to the level above."""
    passed = services.pass_up_overdue(season, actor=actor, now=now)
    return _("%(n)d problems passed up") % {"n": passed}


VERBS: Final[dict[str, Verb]] = {
    "rebuild-counters": rebuild_counters,
    "snapshot": snapshot,
    "pass-up-problems": pass_up_problems,
}
