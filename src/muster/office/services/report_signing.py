"""Reports that are signed before they are sent on: looked at, checked, and sent by their issue."""

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.office.errors import ReasonMissing
from muster.office.models import Report
from muster.office.queries.filled import kept_fillings
from muster.office.queries.owing import Owed, owed_of, receiver_of
from muster.office.rules import Can
from muster.office.services.report_values import (
    blank_of,
    must_be_whole,
    must_say_why,
    written,
)
from muster.office.services.reports import KIND, send_kept
from muster.packs import FieldKind
from muster.season.registry import Approvable, ApprovableSource, register_approvable
from muster.season.services.hand import day


def _kept(report_id: int) -> Report:
    return Report.objects.select_related("season_unit__season").get(pk=report_id)


def report_now(report_id: int) -> Approvable:
    """A report as it is kept, its figures apart from its wording."""
    row = _kept(report_id)
    owed = owed_of(row)
    receiver = receiver_of(owed)
    leaves = receiver.pk == owed.unit.pk
    return Approvable(
        kind=KIND,
        unit=owed.unit,
        title=_("%(form)s, %(day)s") % {"form": owed.form.name, "day": day(owed.due_on)},
        url=reverse("office:report", args=[owed.unit.pk, owed.form.key, owed.due_on.isoformat()]),
        recipients=str(owed.form.recipient) if leaves else receiver.name,
        parts={
            "figures": _lines(owed, row, wording=False),
            "text": [*_lines(owed, row, wording=True), [_("Note"), row.note]],
        },
    )


def _lines(owed: Owed, row: Report, *, wording: bool) -> list[list[str]]:
    return [
        [str(field.name), written(owed, key, row.values.get(key, blank_of(field)))]
        for key, field in owed.form.fields.items()
        if (field.kind is FieldKind.SENTENCE) == wording
    ]


def refuse_unready(report_id: int) -> None:
    """Refuse to submit or send what could not be sent: incomplete, or changed without a word."""
    row = _kept(report_id)
    owed = owed_of(row)
    values = must_be_whole(owed, row.values)
    must_say_why(owed, values, kept_fillings(row), row.note)
    if row.is_sent and not row.note:
        raise ReasonMissing


register_approvable(
    KIND,
    ApprovableSource(
        look=report_now,
        submit=Can.REPORT,
        issue=Can.REPORT,
        check=refuse_unready,
        effect=send_kept,
    ),
)
