"""Two at one appraisal visit. Prints what each was told, as JSON.

Usage: visits_at_once.py, in an installation of its own that has been migrated.
"""

import json
import sys
from typing import Any


def stories() -> dict[str, Any]:
    """The same visit planned twice, changed twice, moved while it is written up, numbered twice,
    moved while it is cancelled."""
    from datetime import date, timedelta

    from tests import make_appraisals as a
    from tests import make_office, make_season
    from tests.season.at_once import at_once

    from muster.office.models import Paper
    from muster.papers.models import AppraisalVisit
    from muster.papers.services import visits as services
    from muster.papers.services.visits import VisitDraft
    from muster.season.bridge import pack_of

    now = make_season.NOW
    world = make_season.world()
    members = [a.said(one) for one in a.bench(world.top).members[:2]]
    congress = make_season.congress(world.communes[0])

    def draft(place: str, *, days: int = 0, member: int = 0) -> VisitDraft:
        starts_at = now + timedelta(days=days)
        return VisitDraft(
            kind=next(iter(pack_of(congress).appraisal.visits)),
            congress=congress,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            place=place,
            lead="Trần Quốc Tuấn",
            members=members[member : member + 1],
        )

    def plan(days: int) -> AppraisalVisit:
        return services.plan_visit(
            world.top, actor=make_season.ACTOR, now=now, draft=draft("Hội trường", days=days)
        )

    def change(visit: AppraisalVisit, place: str, said: str, **more: Any) -> str:
        services.change_visit(
            visit,
            actor=make_season.ACTOR,
            now=now,
            version=visit.version,
            draft=draft(place, **more),
        )
        return said

    def write_up(visit: AppraisalVisit) -> str:
        services.record_visit(
            visit,
            actor=make_season.OTHER,
            now=now,
            version=visit.version,
            findings="Hội trường đủ chỗ.",
            conclusion="Bảo đảm.",
        )
        return "saved"

    def number(visit: AppraisalVisit) -> str:
        services.number_conclusion(
            visit,
            actor=make_season.ACTOR,
            now=now,
            version=visit.version,
            register=book,
            signer=visit.lead,
            dated_on=date(2030, 6, 3),
        )
        return "numbered"

    def cancel(visit: AppraisalVisit) -> str:
        services.cancel_visit(
            visit, actor=make_season.OTHER, now=now, version=visit.version, reason="mưa bão"
        )
        return "cancelled"

    told: dict[str, Any] = {"planned": at_once(*[lambda: plan(0) and "planned"] * 2)}

    visit = AppraisalVisit.objects.get()
    told["changed"] = at_once(
        *[
            lambda n=n: change(visit, f"Nhà văn hóa {n}", "changed", member=n)  # bound now
            for n in range(2)
        ]
    )
    visit.refresh_from_db()
    (went,) = visit.members.all()
    told["is of one"] = visit.place == f"Nhà văn hóa {members.index(went.person.number)}"

    told["moved or written up"] = at_once(
        lambda: change(visit, "Trụ sở", "saved"), lambda: write_up(visit)
    )
    visit.refresh_from_db()
    if not visit.findings:
        write_up(visit)
        visit.refresh_from_db()
    book = make_office.register(world.top)
    told["numbered"] = at_once(*[lambda: number(visit)] * 2)
    told["numbers"] = Paper.objects.filter(volume__register=book).count()

    second = plan(3)
    both = at_once(lambda: change(second, "Trụ sở", "changed", days=4), lambda: cancel(second))
    told["moved or cancelled"] = both in (
        ["cancelled", "papers.visit_cancelled"],
        ["changed", "papers.round_changed"],
    )
    second.refresh_from_db()
    told["agrees"] = second.is_cancelled is ("cancelled" in both)
    return told


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
