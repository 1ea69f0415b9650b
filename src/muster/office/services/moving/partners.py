"""Partners in a moving: what they promised for the old hours has to be asked of them anew."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from muster.office.models import Commitment
from muster.season.models import Moving
from muster.season.registry.moving import (
    Act,
    Kept,
    Moves,
    Touched,
    Trace,
    Weight,
    moving_part,
)
from muster.season.services.hand import day, local

CHUNK: Final = 500


class _Partners:
    key = "partners"
    label = gettext_lazy("Partners")
    place = 50

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """Each commitment for a moved congress: nobody but the partner can move it."""
        found: list[Touched] = []
        for start in range(0, len(moves.ids), CHUNK):
            rows = Commitment.objects.filter(
                event__congress__in=moves.ids[start : start + CHUNK], withdrawn_at=None
            ).select_related("partner", "event")
            found += [_line(row, moves) for row in rows.order_by("pk")]
        return found

    def apply(self, act: Act) -> tuple[int, Kept]:
        """A promise is the partner's own; the act leaves it as it was given."""
        return 0, {}

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """Nothing."""
        return ()

    def undo(self, act: Act, kept: Kept) -> None:
        """Nothing."""

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """The partners who promised something for the old days."""
        ids = moving.congresses.values("congress")
        rows = Commitment.objects.filter(event__congress__in=ids, withdrawn_at=None).select_related(
            "partner"
        )
        return [
            Trace(
                f"{row.partner.name}: {row.what}",
                reverse("office:partner", args=[row.partner_id]),
                row.partner.duty_phone or row.partner.contact_phone,
            )
            for row in rows.select_related("partner").order_by("partner__name", "pk")
        ]


def _line(row: Commitment, moves: Moves) -> Touched:
    assert row.event is not None
    moved = moves.by_congress[row.event.congress_id or 0]
    phone = row.partner.duty_phone or row.partner.contact_phone
    return Touched(
        subject=f"commitment:{row.pk}",
        congress_id=moved.congress.pk,
        what=f"{row.partner.name} {phone}: {row.what}",
        weight=Weight.STAYS,
        was=local(row.starts_at),
        becomes=day(moved.starts_on),
        url=reverse("office:partner", args=[row.partner_id]),
    )


moving_part(_Partners())
