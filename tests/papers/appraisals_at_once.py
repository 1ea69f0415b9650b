"""Two members score at once, the head closes while one scores, one dossier is handed in twice.

Usage: appraisals_at_once.py, in an installation of its own that has been migrated. Prints what
each was told, and whether what stands agrees with it, as JSON.
"""

import json
import sys
from typing import Any


def stories() -> dict[str, Any]:
    """Told: what each of two was told. Whole: a sheet counts exactly if its author was told so."""
    from tests import make_appraisals as a
    from tests import make_season as make
    from tests.season.at_once import at_once

    from muster.ledger.models import Entry
    from muster.packs import LeadsTo
    from muster.papers.models import Appraisal, Dossier, ScoreSheet
    from muster.papers.services import appraisals as services

    world = make.world()
    people = a.bench(world.top)
    one, two = people.members[:2]

    congress = make.congress(world.communes[0])
    a.prepare(congress)
    twice = at_once(*[lambda: a.handed_in(congress).state] * 2)
    row = a.taken(Dossier.objects.get(congress=congress), people)

    both = at_once(
        lambda: a.scored(row, one) and "handed in", lambda: a.scored(row, two) and "handed in"
    )
    whole = ScoreSheet.objects.filter(assignment__submitted_at__isnull=False).count()

    second = a.taken(a.dossier(world.communes[1]), people)
    a.scored(second, one)
    closing = at_once(
        lambda: (
            services.close_scoring(second, actor=a.by(people.head), now=make.NOW, reason="gấp")
            and "closed"
        ),
        lambda: a.scored(second, two) and "handed in",
    )
    counted = len(Entry.objects.get(kind="appraisal.scored").body["sheets"])
    agrees = counted == (2 if "handed in" in closing else 1)

    windows = at_once(
        *[
            lambda: (
                services.write_conclusion(
                    second,
                    actor=a.by(people.head),
                    now=make.NOW,
                    version=Appraisal.objects.get(pk=second.pk).rounds.get(number=1).version,
                    draft=services.ConclusionDraft(
                        conclusion=a.conclusion(world.top, LeadsTo.MET), text="x"
                    ),
                )
                and "saved"
            )
        ]
        * 2
    )
    third = a.dossier(world.communes[2])
    taken = at_once(*[lambda: a.taken(third, people) and "taken"] * 2)
    return {
        "handed in twice": twice,
        "both score": both,
        "both count": whole == 2,
        "closing": closing in (["closed", "handed in"], ["closed", "papers.scoring_closed"]),
        "closing agrees": agrees,
        "saved": windows in (["papers.round_changed", "saved"], ["saved", "saved"]),
        "taken": taken,
    }


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
