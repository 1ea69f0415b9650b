"""Numbers: taken under the lock of their volume, in the transaction of the paper they belong to."""

from datetime import date

from django.db.models import Q, QuerySet

from muster.office.bridge import rule_of
from muster.office.errors import NoVolume, NumberBefore, NumberSkips, NumberTaken, VolumeClosed
from muster.office.models import Paper, Register, Volume
from muster.packs import Period
from muster.season.services.hand import day, local


def take_number(register: Register, *, on: date, wanted: int | None = None) -> tuple[Volume, int]:
    """Take the next number of the volume that holds *on*, which stays locked till the commit.

    wanted: the number that the clerk has written on the paper already; it must be the next one.
    Raises NoVolume, VolumeClosed, NumberTaken, NumberSkips, NumberBefore.
    """
    volume = _locked(register, on)
    must_be_open_volume(volume)
    number = volume.last_number + 1
    if wanted is not None:
        must_follow(volume, wanted, number)
    volume.last_number = number
    volume.save(update_fields=["last_number"])
    return volume, number


def must_be_open_volume(volume: Volume) -> None:
    """Refuse a number in a year or a term that is closed."""
    if volume.closed_at is not None:
        raise VolumeClosed(
            volume=volume.name,
            register=volume.register.name,
            who=volume.closed_by,
            at=local(volume.closed_at),
            last=volume.last_number,
        )


def must_follow(volume: Volume, wanted: int, number: int) -> None:
    """Refuse any number but the next one; of a taken one say who took it."""
    if wanted == number:
        return
    if wanted > number:
        raise NumberSkips(number=wanted, register=volume.register.name, next=number)
    taken = Paper.objects.filter(volume=volume, number=wanted).first()
    if taken is None:
        raise NumberBefore(register=volume.register.name, first=volume.first_number, number=wanted)
    raise NumberTaken(
        number=wanted,
        who=taken.registered_by,
        at=local(taken.registered_at),
        abstract=taken.abstract,
        next=number,
    )


def _locked(register: Register, on: date) -> Volume:
    found = _holding(register, on).first()
    if found is not None:
        return found
    # Two papers may be the first of a year: the second waits here and finds the volume.
    Register.objects.select_for_update().get(pk=register.pk)
    return _holding(register, on).first() or _begin_year(register, on)


def _holding(register: Register, on: date) -> QuerySet[Volume]:
    within = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    rows = Volume.objects.select_for_update(of=("self",)).filter(within, register=register)
    return rows.select_related("register")


def _begin_year(register: Register, on: date) -> Volume:
    """The volume of the next year begins with its first paper; a term is opened by an act.

    Only the year after the newest one: a mistyped date must not begin a year far away.
    """
    newest = Volume.objects.filter(register=register).order_by("-starts_on").first()
    follows = newest is not None and on.year == newest.starts_on.year + 1
    if rule_of(register).period is not Period.YEAR or not follows:
        raise NoVolume(register=register.name, day=day(on))
    first, last = year_of(on)
    made = Volume.objects.create(
        register=register, name=str(on.year), starts_on=first, ends_on=last
    )
    made.register = register
    return made


def year_of(on: date) -> tuple[date, date]:
    """The first and the last day of the year of *on*."""
    return date(on.year, 1, 1), date(on.year, 12, 31)
