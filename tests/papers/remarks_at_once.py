"""Two at one remark, one desk, one round. Prints what each was told, as JSON.

Usage: remarks_at_once.py, in an installation of its own that has been migrated.
"""

import json
import sys


def stories() -> dict[str, object]:
    """The same remarks merged twice, decided twice, passed on while one more is entered, closed
    while one is entered, held by two, ended twice."""
    from tests import make_remarks as mr
    from tests import make_season as make
    from tests.season.at_once import at_once

    from muster.papers.models import Decision, Remark, Round, Version
    from muster.papers.services import remarks as services

    def ended(opened: Round) -> str:
        services.consolidate(opened, actor=make.ACTOR, now=make.NOW, carry_undecided=True)
        return "ended"

    asked = mr.asked()
    told: dict[str, object] = {}
    parts = mr.enter(asked.owner, "một", "hai", "ba", members=3)
    told["merged"] = at_once(
        lambda: mr.merge(asked.owner, *parts[:2]) and "whole",
        lambda: mr.merge(asked.owner, *parts[1:], actor=make.OTHER) and "whole",
    )
    told["in one whole"] = Remark.objects.filter(pk=parts[1].pk, whole__isnull=False).count()

    told["held"] = at_once(
        lambda: services.hold(asked.opened, actor=make.ACTOR, now=make.NOW) and "mine",
        lambda: services.hold(asked.opened, actor=make.OTHER, now=make.NOW) and "mine",
    )
    services.take_over(asked.opened, actor=make.ACTOR, now=make.NOW)
    (one,) = mr.enter(asked.owner, "quyết định", number=2)
    told["decided"] = at_once(
        lambda: mr.decide(asked.owner, one)[0].decision,
        lambda: (
            mr.decide(asked.owner, one, decision=Decision.REFUSED, reason="x")[0].decision
            and "accepted"
        ),
    )

    commune = asked.desk(asked.world.communes[0])
    mr.enter(commune, "trước")
    at_once(lambda: mr.pass_on(commune), *[lambda: mr.enter(commune, "sau")] * 3)
    east = asked.desk(asked.world.east)
    told["all there"] = Remark.objects.filter(desk__in=(commune, east)).count()

    other = asked.desk(asked.world.communes[1])
    said = at_once(
        lambda: services.close_round(asked.opened, actor=make.OTHER, now=make.NOW).state,
        *[lambda: len(mr.enter(other, "kịp hay muộn")) and "entered"] * 3,
    )
    late = said.count("papers.round_over")
    told["closed"] = said.count("entered") + late
    told["kept"] = Remark.objects.filter(desk=other).count() + late

    services.draft_text(
        asked.opened, actor=make.ACTOR, now=make.NOW, number=1, text="Mở bài.", version=0
    )
    # one editor with two windows: the drafts are folded into one version
    told["ended"] = at_once(*[lambda: ended(asked.opened)] * 2)
    told["versions"] = Version.objects.filter(document=asked.opened.document).count()
    return {**told, "whole": services.counters_equal(asked.opened)}


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
