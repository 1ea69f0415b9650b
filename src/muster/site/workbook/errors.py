"""What the season workbook refuses as a whole."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class PackNotNamed(DomainError):
    """A season that is not there yet needs to know whose rules it follows."""

    code = "workbook.pack_not_named"
    status = 422
    template = _("Name the rule pack of the new season, on the Settings sheet or here: %(known)s.")


class SeasonNotFound(DomainError):
    """The season that was named does not exist and the workbook does not open one."""

    code = "workbook.season_not_found"
    status = 404
    template = _("There is no season “%(key)s”. Known seasons: %(known)s.")


class NotYetPossible(DomainError):
    """A change that has a page of its own, where it asks for a reason."""

    code = "workbook.not_here"
    template = _("%(what)s cannot be changed by a workbook; use its page, which asks for a reason.")
