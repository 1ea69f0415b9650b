"""Two clerks at one report, a correction while the sum is sent on, a closing while one sends.

Usage: reports_at_once.py, in an installation of its own that has been migrated. Prints what each
was told, and whether the sums hold, as JSON.
"""

import json
import sys
from datetime import timedelta
from typing import Any


def stories() -> dict[str, Any]:
    """Told: what each of two was told. Whole: a sum that misses a report says so, always."""
    from tests import make_reports as reports
    from tests import make_season as make
    from tests.season.at_once import at_once

    from muster.office import services
    from muster.office.models import Report, ReportPeriod

    world = make.world()
    reports.order_all(world.top)
    first, second, third = (reports.owed(world.again(row)) for row in world.communes[:3])
    above = first.at(world.again(world.east))
    one = at_once(
        lambda: reports.send(first, actor=make.ACTOR).issue,
        lambda: reports.send(first, actor=make.OTHER).issue,
    )

    sums = reports.owed(world.again(world.east))
    sent = at_once(
        lambda: reports.send(second, reports.numbers(second, 3)) and "sent",
        lambda: reports.send(sums) and "sent",
    )
    row = Report.objects.get(season_unit=world.east)
    key = next(iter(reports.numbers(second)))
    holds = reports.sent(row)[key] == 3 or row.is_behind

    late = reports.at(reports.THURSDAY, 10) + timedelta(hours=1)
    closing = at_once(
        lambda: services.close_period(above, actor=make.OTHER, now=late) and "closed",
        lambda: reports.send(third, now=late) and "sent",
    )
    period = ReportPeriod.objects.get(season_unit=world.east, form=first.form.key)
    count = Report.objects.filter(season_unit=third.unit, issue__gt=0).count()
    return {
        "same report": one,
        "sum and report": sent,
        "sum says so": holds,
        "closed": period.closed_at is not None,
        "sent or told": closing in (["closed", "sent"], ["closed", "office.period_closed"])
        and count == (1 if "sent" in closing else 0),
    }


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
