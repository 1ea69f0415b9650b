"""What is refused of reports on fixed days."""

from django.utils.translation import gettext_lazy as _

from muster.office.errors import OfficeError


class ReportNotDue(OfficeError):
    """A report that the unit does not owe."""

    code = "office.report_not_due"
    template = _("%(unit)s does not owe “%(form)s” for %(day)s.")


class PeriodClosed(OfficeError):
    """A report for a closed period."""

    code = "office.period_closed"
    template = _(
        "“%(form)s” due %(day)s was closed by %(who)s at %(at)s."
        " %(receiver)s can open it again with a reason."
    )


class PeriodOpen(OfficeError):
    """Only what was closed is opened again."""

    code = "office.period_open"
    template = _("“%(form)s” due %(day)s is open.")


class PeriodNotOver(OfficeError):
    """A period is closed after its hour."""

    code = "office.period_not_over"
    template = _("“%(form)s” can be closed after %(at)s, the hour by which it is due.")


class ReportIncomplete(OfficeError):
    """A report without what the form demands."""

    code = "office.report_incomplete"
    template = _("%(unit)s: still wanted: %(wanted)s.")


class ReportValueWrong(OfficeError):
    """A value that the form's field does not take."""

    code = "office.report_value_wrong"
    template = _("%(unit)s, %(field)s: %(value)s is not possible. %(wanted)s")


class FilledDiffers(OfficeError):
    """What muster filled in was changed without a word."""

    code = "office.filled_differs"
    template = _("%(unit)s: %(fields)s. Say in the note why, or take what is filled in.")


class ReportUnchanged(OfficeError):
    """A correction that corrects nothing."""

    code = "office.report_unchanged"
    template = _("%(unit)s: nothing differs from what %(who)s sent at %(at)s.")


class DueInPast(OfficeError):
    """A new due hour that is over already would make everybody late at once."""

    code = "office.due_in_past"
    template = _("%(at)s is over. Choose a later hour, so that the units can still keep it.")


class ReportingRuns(OfficeError):
    """A form is ordered once for a unit and all below it."""

    code = "office.reporting_runs"
    template = _("%(who)s ordered “%(form)s” for %(unit)s from %(day)s already.")


class SignatureWanted(OfficeError):
    """A form that is sent on only after it was signed."""

    code = "office.signature_wanted"
    template = _("“%(form)s” is sent on after it was signed: keep it, then submit it.")
