"""What the pages of the grids refuse before there is a preview."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class UnknownException(DomainError):
    """An exception that names no unit of the group, or more than one."""

    code = "grids.unknown_exception"
    status = 422
    template = _("“%(said)s” names no unit of %(group)s. %(hint)s")


class NothingLeft(DomainError):
    """Everything is done already, or excepted."""

    code = "grids.nothing_left"
    template = _(
        "Nothing is left to enter: up to “%(step)s” every step of %(group)s is done or excepted."
    )
