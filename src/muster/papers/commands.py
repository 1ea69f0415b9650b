"""``muster papers``: prove and mend the counters of the rounds of remarks."""

import argparse
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muster.ledger.actor import command
from muster.papers.models import Round, RoundState
from muster.papers.services.remarks import rebuild_counters
from muster.tree import clock

PROOF = "rebuild-counters"


def main(argv: Sequence[str]) -> int:
    """``muster papers rebuild-counters [--round N]``: 0 nothing was wrong, 1 something was mended.

    One round at a time, each in a transaction of its own: Ctrl C leaves what is proved proved.
    Ends with 2 and a sentence where no running round has that number.
    """
    parser = argparse.ArgumentParser(prog="muster papers")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser(PROOF, help="prove the counters of running rounds, and mend them")
    verb.add_argument("--round", type=int, help="the number in the round's address; all without it")
    wanted = parser.parse_args(argv).round
    rounds = running()
    if wanted is not None:
        rounds = rounds.filter(pk=wanted)
        if not rounds.exists():
            known = ", ".join(map(str, running().values_list("pk", flat=True)[:20])) or "-"
            verb.error(f"there is no running round {wanted}; running: {known}")
    return _mend(rounds)


def _mend(rounds: QuerySet[Round]) -> int:
    actor, proved, mended = command(f"papers {PROOF}"), 0, 0
    for opened in rounds:
        wrong = rebuild_counters(opened, actor=actor, now=clock.now())
        proved, mended = proved + 1, mended + wrong
        if wrong:
            print(
                _("round %(number)d of “%(title)s”: %(n)d desks")
                % {"number": opened.number, "title": opened.document.title, "n": wrong}
            )
    print(
        _("%(rounds)d rounds proved, counters of %(n)d desks mended")
        % {"rounds": proved, "n": mended}
    )
    return int(mended > 0)


def running() -> QuerySet[Round]:
    """The rounds whose counters still change."""
    rows = Round.objects.exclude(state=RoundState.CONSOLIDATED)
    return rows.select_related("document__season_unit").order_by("pk")
