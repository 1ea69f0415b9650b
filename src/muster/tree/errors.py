"""What the tree refuses."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class TreeError(DomainError):
    """Any refusal of the tree, its register or its accounts."""


class NotAllowed(TreeError):
    """No grant in force covers what was asked; the sentence names the roles that could."""

    code = "tree.not_allowed"
    status = 403
    template = _("Your grants do not reach this. It may be done by: %(roles)s.")
