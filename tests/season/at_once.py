"""Two at once, on real transactions. Prints what each was told, as JSON.

Usage: at_once.py, in an installation of its own that has been migrated.
"""

import json
import sys
from collections.abc import Callable
from threading import Barrier, Thread


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start all acts together; what each returned, or the code it was refused with."""
    from django.db import connection

    from muster.errors import DomainError

    barrier, said = Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        barrier.wait(timeout=20)
        try:
            said.append(str(act()))
        except DomainError as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def stories() -> dict[str, object]:
    """Same step, five steps that share all counters, one unit planned twice."""
    from tests import make_season as make

    from muster.season import services

    world = make.world()
    spare, *units = world.communes
    steps = [make.step(make.congress(unit), "plan") for unit in units]
    same = make.step(steps[0].congress, "drafts")
    told = {
        "same step": at_once(
            lambda: make.hand_in(same, actor=make.ACTOR).state,
            lambda: make.hand_in(same, actor=make.OTHER).state,
        ),
        "shared counters": at_once(
            *[lambda step=step: make.finish(step).state for step in steps]  # bound now
        ),
        "planned twice": at_once(*[lambda: make.congress(spare).next_step] * 2),
    }
    return {**told, "whole": services.counters_equal(world.season)}


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
