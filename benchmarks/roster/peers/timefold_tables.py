"""Tables of a problem for Timefold, and its answer back."""

import json
import math
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from muster.engines.roster.instance import (
    CAP,
    COUNT,
    END,
    FAIR,
    HOME,
    PLACE,
    START,
    WEEK,
    WEEK_CAP,
    Instance,
)

SCRIPT = Path(__file__).with_name("timefold_solver.py")
START_S = 600  # reading and the virtual machine's start do not count


def solved(
    instance: Instance, clashing: dict[int, set[int]], seconds: float, python: str
) -> list[tuple[int, int]] | None:
    """The pairs that Timefold found in *seconds* of its own; *python* has it installed.

    None if it had not read the problem within START_S.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tables.json")
        path.write_text(json.dumps(_tables(instance, clashing)), encoding="utf-8")
        try:
            done = subprocess.run(
                [python, str(SCRIPT), str(path), str(int(seconds))],
                capture_output=True,
                check=True,
                text=True,
                timeout=seconds + START_S,
            )
        except subprocess.TimeoutExpired:
            return None
    answer = json.loads(done.stdout.splitlines()[-1])
    return [(j, p) for j, p in answer["pairs"]]


def _tables(instance: Instance, clashing: dict[int, set[int]]) -> dict[str, Any]:
    post, who = instance.post, instance.who
    people = [
        (p, int(who[p, FAIR]), int(who[p, CAP]), int(who[p, WEEK_CAP])) for p in range(len(who))
    ]
    seats = []
    for j in range(len(post)):
        able = instance.able[instance.able_ptr[j] : instance.able_ptr[j + 1]].tolist()
        trip = {p: math.ceil(2 * instance.km[who[p, HOME], post[j, PLACE]]) for p in able}
        for _ in range(int(post[j, COUNT])):
            seat = {
                "id": len(seats),
                "post": j,
                "week": int(post[j, WEEK]),
                "minutes": int(post[j, END] - post[j, START]),
                "weight": round(instance.weight[j]),
                "clashing": sorted(clashing[j] | {j}),
                "trip": trip,
            }
            seats.append(seat)
    return {"people": people, "seats": seats}
