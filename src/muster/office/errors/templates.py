"""What is refused of templates and letterheads."""

from django.utils.translation import gettext_lazy as _

from muster.office.errors import OfficeError


class OwnTemplateNotAllowed(OfficeError):
    """The pack says that this unit uses the templates of others."""

    code = "office.own_template_not_allowed"
    status = 403
    template = _(
        "%(unit)s does not put templates of its own in place: the rules of this season leave that"
        " to %(who)s."
    )


class TemplateInUse(OfficeError):
    """Somebody else changed which template is used."""

    code = "office.template_state"
    template = _("Version %(number)s of “%(document)s” is %(state)s already.")
