"""Counters of desks: changed by differences in the act that moves or decides a remark.

A remark contributes to the desk on which it lies: to the row of its paragraph and to the desk
itself. An act counts what the touched remarks contributed before and after, and adds the
difference. The rebuild counts all of it; a property test holds that both are equal.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q

from muster.papers.models import (
    Decision,
    DeskState,
    Remark,
    RemarkCount,
    Round,
    RoundDesk,
    Source,
)

BY_PARAGRAPH: Final = ("lying", "leaves", "accepted", "partly", "refused")
ON_DESK: Final = ("lying", "returned")
OVER_TREE: Final = ("bodies", "answered", "nil", "written")
DECIDED: Final = {Decision.ACCEPTED: 2, Decision.PARTLY: 3, Decision.REFUSED: 4}

# Place of one number: the desk, the paragraph's number (None: the desk's own row), which count.
Spot = tuple[int, int | None, int]
Tally = Counter[Spot]


def tally_of(remarks: Iterable[Remark]) -> Tally:
    """What remarks add to the counters of the desks on which they lie."""
    tally: Tally = Counter()
    for remark in remarks:
        desk = remark.desk_id
        if desk is None:
            continue
        tally[desk, remark.number, 0] += 1
        tally[desk, remark.number, 1] += remark.leaves
        if remark.decision:
            tally[desk, remark.number, DECIDED[Decision(remark.decision)]] += 1
        tally[desk, None, 0] += 1
        tally[desk, None, 1] += bool(remark.returned_reason)
    return tally


def settle(before: Tally, remarks: Iterable[Remark]) -> None:
    """Add to the counters what changed since *before*; the desks concerned are locked."""
    change = tally_of(remarks)
    change.subtract(before)
    _add(change)


def _add(change: Tally) -> None:
    rows: dict[tuple[int, int], list[int]] = {}
    desks: dict[int, list[int]] = {}
    for (desk, number, index), count in change.items():
        if not count:
            continue
        if number is None:
            desks.setdefault(desk, [0] * len(ON_DESK))[index] += count
        else:
            rows.setdefault((desk, number), [0] * len(BY_PARAGRAPH))[index] += count
    _add_rows(rows)
    _update("papers_rounddesk", ON_DESK, ("id",), {(desk,): n for desk, n in desks.items()})


def _add_rows(rows: dict[tuple[int, int], list[int]]) -> None:
    if not rows:
        return
    columns = ", ".join(("desk_id", "number", *BY_PARAGRAPH))
    zeros = ", ".join(["0"] * len(BY_PARAGRAPH))
    insert = f"INSERT INTO papers_remarkcount ({columns}) VALUES (%s, %s, {zeros}) ON CONFLICT DO NOTHING"  # noqa: E501, S608  # our own names
    with connection.cursor() as cursor:
        cursor.executemany(insert, sorted(rows))
    _update("papers_remarkcount", BY_PARAGRAPH, ("desk_id", "number"), rows)


def _update(
    table: str,
    counts: Sequence[str],
    keys: Sequence[str],
    rows: dict[Any, list[int]],
    *,
    newest_first: bool = False,
) -> None:
    if not rows:
        return
    adds = ", ".join(f"{name} = {name} + %s" for name in counts)
    where = " AND ".join(f"{name} = %s" for name in keys)
    sql = f"UPDATE {table} SET {adds} WHERE {where}"  # noqa: S608  # our own names
    ordered = sorted(rows.items(), reverse=newest_first)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(*change, *key) for key, change in ordered])


def add_up(desk: RoundDesk, **change: int) -> None:
    """Add to the counts over the tree of *desk* and every desk above it, from below upward.

    Whoever holds a desk may only wait for one above it, so nobody waits in a circle.
    """
    adds = [change.get(name, 0) for name in OVER_TREE]
    if not any(adds):
        return
    line = RoundDesk.objects.filter(
        round=desk.round_id, first__lte=desk.first, last__gte=desk.first
    ).values_list("pk", flat=True)
    rows = {(pk,): adds for pk in line}
    _update("papers_rounddesk", OVER_TREE, ("id",), rows, newest_first=True)


# ---- rebuilding


def expected(opened: Round) -> Tally:
    """What the counters of a round must say, counted from its remarks."""
    lying = Remark.objects.filter(desk__round=opened).only(
        "desk_id", "number", "leaves", "decision", "returned_reason"
    )
    return tally_of(lying.iterator(chunk_size=2000))


def stored(opened: Round) -> Tally:
    """What they say."""
    tally: Tally = Counter()
    counts = RemarkCount.objects.filter(desk__round=opened)
    for desk, number, *values in counts.values_list("desk_id", "number", *BY_PARAGRAPH):
        tally.update({(desk, number, i): n for i, n in enumerate(values) if n})
    for desk, *values in RoundDesk.objects.filter(round=opened).values_list("pk", *ON_DESK):
        tally.update({(desk, None, i): n for i, n in enumerate(values) if n})
    return tally


def expected_over_tree(opened: Round) -> dict[int, list[int]]:
    """Bodies, answers and written remarks over each desk and those below, counted."""
    desks = list(RoundDesk.objects.filter(round=opened).order_by("-first"))
    written = dict(
        Remark.objects.filter(round=opened, withdrawn_at=None)
        .exclude(source=Source.MERGED)
        .values_list("season_unit")
        .annotate(n=Count("pk"))
    )
    found: dict[int, list[int]] = {}
    for desk in desks:
        own = [0, 0, 0, written.get(desk.season_unit_id, 0)]
        if not desk.is_owner:
            answered = desk.state != DeskState.WAITING
            own[:3] = [1, int(answered), int(desk.state == DeskState.NIL)]
        sums = found.setdefault(desk.pk, [0] * len(OVER_TREE))
        for index, count in enumerate(own):
            sums[index] += count
        if desk.above_id is not None:
            above = found.setdefault(desk.above_id, [0] * len(OVER_TREE))
            for index, count in enumerate(sums):
                above[index] += count
    return found


def stored_over_tree(opened: Round) -> dict[int, list[int]]:
    """What the desks say over their trees."""
    rows = RoundDesk.objects.filter(round=opened).values_list("pk", *OVER_TREE)
    return {pk: list(counts) for pk, *counts in rows}


def counters_equal(opened: Round) -> bool:
    """Whether the stored counters of a round equal a rebuild."""
    change = expected(opened)
    change.subtract(stored(opened))
    return not any(change.values()) and expected_over_tree(opened) == stored_over_tree(opened)


def rebuild(opened: Round) -> int:
    """Make the counters of a round equal to a rebuild; how many desks were wrong.

    Locks every desk of the round; the caller records it.
    """
    list(_locked(opened))
    change = expected(opened)
    change.subtract(stored(opened))
    _add(change)
    wanted, there = expected_over_tree(opened), stored_over_tree(opened)
    wrong = {pk for (pk, _number, _index), count in change.items() if count}
    for pk, counts in wanted.items():
        if counts != there[pk]:
            wrong.add(pk)
            RoundDesk.objects.filter(pk=pk).update(**dict(zip(OVER_TREE, counts, strict=True)))
    return len(wrong)


def _locked(opened: Round) -> Iterable[int]:
    return (
        RoundDesk.objects.select_for_update()
        .filter(Q(round=opened))
        .order_by("-pk")
        .values_list("pk", flat=True)
    )
