"""Builders of numbered copies, through the services."""

from datetime import date, datetime
from typing import Any

from tests import make_season as make

from muster.ledger.actor import Actor
from muster.packs import CopyKind
from muster.papers import ranges as n
from muster.papers.models import Copy, CopySeries, Destruction, Issue
from muster.papers.services import copies as services
from muster.papers.services.copies import (
    DestructionDraft,
    IssueDraft,
    PrintingDraft,
    PrintResult,
    SeriesDraft,
)
from muster.season.models import SeasonUnit
from muster.tree.actors import actor_for
from muster.tree.table import Role


def kind(*, counted: bool = False) -> CopyKind:
    """A kind of copies of the world's pack that comes back; counted in the hall or not."""
    kinds = make.rules().copy_kinds.values()
    return next(k for k in kinds if k.back_after_days is not None and k.counted == counted)


def series(unit: SeasonUnit, *, copies: int = 50, **said: Any) -> CopySeries:
    """A series with so many printed copies, numbers 1 to *copies*."""
    draft: dict[str, Any] = {
        "kind": kind().key,
        "title": "Dự thảo báo cáo chính trị",
        "ordered_by": "Trưởng Tiểu ban Văn kiện",
        "ordered_on": date(2030, 6, 1),
        **said,
    }
    row = services.order_series(unit, actor=make.ACTOR, now=make.NOW, draft=SeriesDraft(**draft))
    if copies:
        print_copies(row, copies)
    return again(row)


def print_copies(row: CopySeries, good: int, spoiled: int = 0) -> None:
    """Print on the office's own machine."""
    services.print_here(
        row,
        actor=make.ACTOR,
        now=make.NOW,
        draft=PrintingDraft(place="Văn phòng", wanted=max(good, 1)),
        result=PrintResult(
            good=good, spoiled_sheets=spoiled, spoiled_how="hủy tại chỗ", masters_how="xóa tệp"
        ),
    )


def issue(
    row: CopySeries,
    text: str,
    unit: SeasonUnit,
    *,
    actor: Actor = make.ACTOR,
    now: datetime = make.NOW,
    **said: Any,
) -> Issue:
    """Hand the numbers of *text* to a unit."""
    said.setdefault("receiver", "Phạm Thị Sáu")
    draft = IssueDraft(numbers=n.read_numbers(text), unit=unit, **said)
    return services.issue_copies(row, actor=actor, now=now, draft=draft)


def take_back(row: CopySeries, text: str, **said: Any) -> int:
    """Take the numbers of *text* back."""
    numbers = n.read_numbers(text)
    return services.take_back_copies(row, actor=make.ACTOR, now=make.NOW, numbers=numbers, **said)


def lose(row: CopySeries, text: str) -> list[Any]:
    """Report the numbers of *text* as missing."""
    return services.report_missing(
        row,
        actor=make.ACTOR,
        now=make.NOW,
        numbers=n.read_numbers(text),
        how="kiểm lại không thấy",
    )


def spoil(row: CopySeries, text: str) -> int:
    """The numbers of *text* are spoiled."""
    return services.spoil_copies(
        row, actor=make.ACTOR, now=make.NOW, numbers=n.read_numbers(text), how="in mờ"
    )


def minutes(row: CopySeries, text: str = "", **said: Any) -> Destruction:
    """Minutes of destruction over the numbers of *text*; all that are here if it is empty."""
    draft = DestructionDraft(
        numbers=n.read_numbers(text) if text else (),
        reason="hết giá trị sử dụng",
        method="máy hủy",
        on_day=date(2030, 6, 3),
        **said,
    )
    return services.draw_up_destruction(row, actor=make.ACTOR, now=make.NOW, draft=draft)


def signer(unit: SeasonUnit, name: str) -> Actor:
    """Somebody with an account who may sign."""
    return actor_for(make.account(unit, Role.CLERK, name=name), via="page")


def sign(row: Destruction, actor: Actor) -> Destruction:
    """Sign minutes with an account."""
    return services.sign_destruction(row, actor=actor, now=make.NOW)


def destroy(row: CopySeries, text: str = "") -> Destruction:
    """Destroy with two signatures."""
    one, two = (signer(row.season_unit, name) for name in ("Lê Bốn", "Lê Năm"))
    return sign(sign(minutes(row, text), one), two)


def again(row: CopySeries) -> CopySeries:
    """The series as it is in the database now."""
    return CopySeries.objects.select_related("season_unit__season", "congress").get(pk=row.pk)


def states(row: CopySeries) -> dict[str, str]:
    """The numbers in each state, written as ranges."""
    found: dict[str, list[int]] = {}
    for number, state in Copy.objects.filter(series=row).values_list("number", "state"):
        found.setdefault(state, []).append(number)
    return {state: n.written(n.ranges_of(numbers)) for state, numbers in found.items()}
