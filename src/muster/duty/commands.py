"""Command-line verbs of the capability."""

import argparse
from collections.abc import Sequence

from muster.duty.bridge.errands import Effort
from muster.duty.services.season import plan_season
from muster.ledger.actor import command
from muster.season.models import Season
from muster.tree.clock import now

DAYS = 14
SECONDS = 60.0


def main(argv: Sequence[str]) -> int:
    """``muster duty plan-season [--season KEY] [--days N] [--seconds S]``."""
    parser = argparse.ArgumentParser(prog="muster duty")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("plan-season", help="plan the next days' events and draft their roster")
    verb.add_argument("--season", default="", help="key of the season; the newest if left out")
    verb.add_argument("--days", type=int, default=DAYS)
    verb.add_argument("--seconds", type=float, default=SECONDS, help="how long to search")
    verb.add_argument("--workers", type=int, default=1)
    given = parser.parse_args(argv)
    seasons = Season.objects.filter(key=given.season) if given.season else Season.objects.all()
    season = seasons.first()
    if season is None:
        parser.error("there is no such season")
    done = plan_season(
        command("duty plan-season"),
        season=season,
        days=given.days,
        effort=Effort(seconds=given.seconds, workers=given.workers),
        handle=Shown(),
        now=now(),
    )
    print(done)
    return 0


class Shown:
    """Progress on the terminal."""

    job_id = 0

    def report(self, share: float, message: str = "", **figures: float | str | None) -> None:
        """Print one line."""
        print(f"{share:4.0%} {message}", flush=True)

    def should_stop(self) -> bool:
        """Nobody asks on a terminal; Ctrl C ends it."""
        return False
