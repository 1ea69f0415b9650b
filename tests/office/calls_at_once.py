"""Two clerks at one call, and two officers at one moving. Prints what each was told, as JSON.

Usage: calls_at_once.py, in an installation of its own that has been migrated.
"""

import json
import sys


def stories() -> dict[str, list[str]]:
    """One call taken by two, one preview applied by two, one moving undone by two."""
    from tests import make_calls, make_moving
    from tests import make_season as make
    from tests.season.at_once import at_once

    from muster.office import services

    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])
    make.congress(world.communes[0])
    moves = [make_moving.moves(world.east, days=2) for _ in range(2)]
    told = {
        "taken": at_once(
            lambda: services.take_call(call, actor=make.ACTOR, now=make.NOW) and "mine",
            lambda: services.take_call(call, actor=make.OTHER, now=make.NOW) and "mine",
        ),
        "applied": at_once(
            lambda: make_moving.apply(moves[0]) and "moved",
            lambda: make_moving.apply(moves[1]) and "moved",
        ),
    }
    moving = make_moving.newest()
    told["undone"] = at_once(*[lambda: make_moving.undo(moving) and "undone"] * 2)
    return told


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
