"""What is refused of press lists and press releases."""

from django.utils.translation import gettext_lazy as _

from muster.office.errors import OfficeError


class PressIncomplete(OfficeError):
    """A line of the press list, or a release, that says too little."""

    code = "office.press_incomplete"
    template = _("Line %(line)s (%(what)s): still wanted: %(wanted)s.")


class PassesOut(OfficeError):
    """Passes that are handed out keep their number and their zone."""

    code = "office.passes_out"
    template = _(
        "%(organisation)s has passes %(first)s to %(last)s already, handed out by %(who)s on"
        " %(on)s. Take them back first."
    )


class PassesNotOut(OfficeError):
    """Only what was handed out comes back."""

    code = "office.passes_not_out"
    template = _("%(organisation)s has %(out)s passes outside; %(back)s cannot come back.")


class TeamWithdrawn(OfficeError):
    """Nothing is done with a line that was struck out."""

    code = "office.team_withdrawn"
    template = _("%(organisation)s was struck out by %(who)s: %(reason)s")
