"""What of a published roster no longer holds: who is away, which shifts moved, which are new."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from muster.duty.models import Absence, Assignment, OpenPlace, Roster, Shift
from muster.duty.queries.naming import day_and_hours, day_name, full_name, post_name, vehicle_name
from muster.packs import Pack
from muster.shell.formats import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurt:
    """One duty that cannot be held as published. takers: who holds it in the mending draft.

    is_gone: the shift itself is no longer wanted, so nobody is sought.
    """

    shift: Shift
    officer_id: int | None
    who: str
    why: str
    post: str
    when: str
    event: str
    is_gone: bool
    takers: Sequence[str] = ()


def hurt_rows(roster: Roster) -> QuerySet[Assignment]:
    """Duties of a roster whose holder is away then, or whose shift is no longer wanted."""
    away = Absence.objects.filter(
        starts_at__lt=OuterRef("shift__ends_at"), ends_at__gt=OuterRef("shift__starts_at")
    )
    return (
        Assignment.objects.filter(roster=roster)
        .annotate(
            is_away=Exists(away.filter(officer=OuterRef("officer")))
            | Exists(away.filter(vehicle=OuterRef("vehicle")))
        )
        .filter(
            Q(is_away=True)
            | Q(officer__is_available=False)
            | Q(officer__person__is_active=False)
            | Q(vehicle__is_available=False)
            | Q(shift__withdrawn_at__isnull=False)
            | Q(shift__post__plan__event__is_cancelled=True)
        )
    )


def hurts_of(roster: Roster, *, draft: Roster | None, pack: Pack) -> list[Hurt]:
    """Every duty that no longer holds, in the order of time, and who takes it in the draft."""
    rows = list(
        hurt_rows(roster)
        .select_related("officer__person", "vehicle", "shift__post__plan__event")
        .order_by("shift__starts_at", "shift__post__number", "pk")
    )
    takers = _takers(rows, draft, roster, pack=pack)
    reasons = _absences(rows, pack=pack)
    return [_hurt(row, takers.get(row.shift_id, []), reasons, pack=pack) for row in rows]


def new_places(roster: Roster) -> QuerySet[OpenPlace]:
    """Places of a published roster that its plans ask for since, or that were open already."""
    return OpenPlace.objects.filter(roster=roster)


def _hurt(
    row: Assignment,
    takers: Sequence[str],
    reasons: dict[tuple[int | None, int | None], str],
    *,
    pack: Pack,
) -> Hurt:
    shift, event = row.shift, row.shift.post.plan.event
    is_gone = shift.withdrawn_at is not None or event.is_cancelled
    return Hurt(
        shift=shift,
        officer_id=row.officer_id,
        who=_name(row, pack=pack),
        why=_("the shift was moved or taken out of its plan")
        if is_gone
        else reasons.get((row.officer_id, row.vehicle_id), _("no longer in the force")),
        post=post_name(shift.post),
        when=day_and_hours(shift.starts_at, shift.ends_at),
        event=event.name,
        is_gone=is_gone,
        takers=takers,
    )


def _name(row: Assignment, *, pack: Pack) -> str:
    if row.officer is not None:
        return full_name(row.officer.person, pack=pack)
    return vehicle_name(row.vehicle) if row.vehicle is not None else ""


def _takers(
    rows: Sequence[Assignment], draft: Roster | None, roster: Roster, *, pack: Pack
) -> dict[int, list[str]]:
    """By shift, those who stand there in the draft and did not in the roster."""
    if draft is None:
        return {}
    shifts = {row.shift_id for row in rows}
    before = Assignment.objects.filter(roster=roster, shift__in=shifts).filter(
        Q(officer=OuterRef("officer")) | Q(vehicle=OuterRef("vehicle")),
        shift=OuterRef("shift"),
    )
    found: dict[int, list[str]] = {}
    now = Assignment.objects.filter(roster=draft, shift__in=shifts).filter(~Exists(before))
    for row in now.select_related("officer__person", "vehicle"):
        found.setdefault(row.shift_id, []).append(_name(row, pack=pack))
    return found


def _absences(
    rows: Sequence[Assignment], *, pack: Pack
) -> dict[tuple[int | None, int | None], str]:
    """Why each is away, with the moment until which."""
    if not rows:
        return {}
    first = min(row.shift.starts_at for row in rows)
    last = max(row.shift.ends_at for row in rows)
    absences = Absence.objects.filter(starts_at__lt=last, ends_at__gt=first).filter(
        Q(officer__in=[row.officer_id for row in rows if row.officer_id])
        | Q(vehicle__in=[row.vehicle_id for row in rows if row.vehicle_id])
    )
    return {
        (absence.officer_id, absence.vehicle_id): _("%(kind)s until %(until)s")
        % {
            "kind": str(pack.absences[absence.kind].name)
            if absence.kind in pack.absences
            else absence.kind,
            "until": f"{day_name(absence.ends_at)} {clock(absence.ends_at)}",
        }
        for absence in absences.order_by(F("ends_at").asc())
    }
