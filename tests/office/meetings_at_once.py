"""Two plan one meeting, two hand out passes, two answer one letter. Prints what each was told.

Usage: meetings_at_once.py, in an installation of its own that has been migrated.
"""

import json
import sys
from typing import Any


def stories() -> dict[str, list[str]]:
    """One meeting, the passes of one event, one request to a partner."""
    from tests import make_office
    from tests import make_season as make
    from tests.season.at_once import at_once

    from muster.office import services
    from muster.office.bridge import rules_of
    from muster.office.models import PressTeam
    from muster.office.services import CommitmentDraft, PartnerDraft, PressLine, ReplyDraft
    from muster.season.models import Event

    world = make.world()
    pack = rules_of(world.top)
    here: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
    event = Event.objects.get(congress=make.congress(world.communes[0]))
    zone = next(iter(pack.press_zones))
    lines = [PressLine(organisation=name, passes=3, zone=zone) for name in ("A", "B")]
    services.list_press(event, **here, lines=lines)
    teams = list(PressTeam.objects.filter(event=event).select_related("event__season_unit"))
    kind = next(iter(pack.partner_kinds))
    partner = services.add_partner(world.top, **here, draft=PartnerDraft(kind=kind, name="Sở Y tế"))
    asked = services.ask_partner(
        partner,
        **here,
        draft=CommitmentDraft(
            what="Tổ cấp cứu",
            starts_at=make_office.hour("20/6", 6),
            ends_at=make_office.hour("20/6", 17),
            reply_due_on=make_office.day("10/6"),
        ),
    )
    return {
        "planned": at_once(*[lambda: make_office.meeting(world.top) and "planned"] * 2),
        "passes": at_once(
            *[
                lambda team=team: services.hand_out_passes(team, **here, version=1).first_pass
                for team in teams
            ]
        ),
        "answered": at_once(
            *[
                lambda reply=reply: (
                    services.take_reply(asked, **here, version=1, draft=ReplyDraft(reply=reply))
                    and "answered"
                )
                for reply in ("yes", "no")
            ]
        ),
    }


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
