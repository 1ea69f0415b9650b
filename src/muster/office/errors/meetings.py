"""What is refused of meetings."""

from django.utils.translation import gettext_lazy as _

from muster.office.errors import OfficeError


class MeetingIncomplete(OfficeError):
    """A meeting without what those convened must know, or with hours that cannot be."""

    code = "office.meeting_incomplete"
    template = _("Still wanted: %(wanted)s.")


class MeetingPlanned(OfficeError):
    """Two people plan the same meeting."""

    code = "office.meeting_planned"
    template = _("%(who)s planned “%(subject)s” for %(starts)s already (at %(at)s).")


class MeetingCancelled(OfficeError):
    """Nothing is done with a meeting that does not take place."""

    code = "office.meeting_cancelled"
    template = _("“%(subject)s” was cancelled by %(who)s: %(reason)s")


class StaffUnknown(OfficeError):
    """A name that nobody of the own staff bears, or several."""

    code = "office.staff_unknown"
    template = _("%(name)s is not the name or number of one person of %(unit)s. %(near)s")


class MinutesIncomplete(OfficeError):
    """Minutes are signed of a meeting that was held and counted."""

    code = "office.minutes_incomplete"
    template = _(
        "Record who was present at “%(subject)s” first; a cancelled meeting has no minutes."
    )
