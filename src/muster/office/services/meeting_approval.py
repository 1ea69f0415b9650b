"""Minutes of a meeting on their way to a signature: numbers, conclusions, and the frame of both."""

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.office.errors.meetings import MinutesIncomplete
from muster.office.models import Meeting
from muster.office.queries import concluded, where
from muster.office.rules import Can
from muster.season.registry import Approvable, ApprovableSource, Part, register_approvable
from muster.shell.formats import day_year, span

KIND = "minutes"


def minutes_now(pk: int) -> Approvable:
    """The minutes as they stand now."""
    row = Meeting.objects.select_related("season_unit__season", "venue", "room").get(pk=pk)
    return Approvable(
        kind=KIND,
        unit=row.season_unit,
        title=_("Minutes: %(subject)s, %(day)s")
        % {"subject": row.subject, "day": day_year(row.starts_at)},
        url=reverse("office:meeting", args=[pk]),
        parts={
            "present": _present(row),
            "conclusions": _conclusions(row),
            "text": [
                (row.subject, span(row.starts_at, row.ends_at), where(row)),
                (row.chair, row.secretary),
                *((item,) for item in row.agenda),
            ],
        },
    )


def _present(row: Meeting) -> Part:
    units = [(one.name, one.convened, one.present or 0) for one in row.units.order_by("pk")]
    staff = row.staff.filter(attended=True).select_related("person")
    return [*units, *((one.person.name, 1, 1) for one in staff)]


def _conclusions(row: Meeting) -> Part:
    """What was ordered, to whom, by when; not what has become of it since."""
    return [(one.title, one.owner, one.to, one.due) for one in concluded(row)]


def must_be_counted(pk: int) -> None:
    """Refuse minutes of a meeting that was cancelled, or where nobody counted those present."""
    row = Meeting.objects.get(pk=pk)
    counted = (
        row.units.filter(present__isnull=False).exists()
        or row.staff.filter(attended__isnull=False).exists()
    )
    if row.is_cancelled or not counted:
        raise MinutesIncomplete(subject=row.subject)


register_approvable(
    "meeting",
    ApprovableSource(
        look=minutes_now,
        kind=KIND,
        submit=Can.MEET,
        issue=Can.REGISTER,
        check=must_be_counted,
    ),
)
