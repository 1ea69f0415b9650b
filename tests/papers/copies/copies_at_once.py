"""Two clerks at one series. Prints what each was told, as JSON.

Usage: copies_at_once.py, in an installation of its own that has been migrated.
"""

import json
import sys


def stories() -> dict[str, list[str]]:
    """One range given out by two, one printing taken back by two, minutes signed twice by one."""
    from tests import make_copies as copies
    from tests import make_season as make
    from tests.season.at_once import at_once

    from muster.papers.models import Copy
    from muster.papers.services import copies as services

    world = make.world()
    row = copies.series(world.top)
    told = {
        "given out": at_once(
            lambda: copies.issue(row, "1-10", world.east) and "mine",
            lambda: copies.issue(row, "5-15", world.west, actor=make.OTHER) and "mine",
        )
    }
    out = Copy.objects.filter(series=row, state="issued").values("issue").distinct()
    told["holders"] = [str(out.count())]
    draft = services.PrintingDraft(place="Nhà in", wanted=5)
    printing = services.hand_to_printer(row, actor=make.ACTOR, now=make.NOW, draft=draft)

    def take() -> str:
        result = services.PrintResult(good=5)
        services.take_printed(printing, actor=make.ACTOR, now=make.NOW, result=result)
        return "back"

    told["printed"] = at_once(take, take)
    minutes = copies.minutes(row, "20-25")
    clerk = copies.signer(world.top, "Lê Bốn")
    told["signed"] = at_once(*[lambda: copies.sign(minutes, clerk) and "signed"] * 2)
    told["last"] = [str(copies.again(row).printed), str(minutes.signatures.count())]
    return told


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
