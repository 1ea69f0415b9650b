from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class UuidReused(DomainError):
    """A client sent other content under an id that is already in the record."""

    code = "ledger.uuid_reused"
    status = 422
    template = _("The id %(uuid)s is already recorded with other content; nothing was changed.")


class UuidOfAnother(DomainError):
    """A retry came from somebody other than the author of the entry."""

    code = "ledger.uuid_of_another"
    template = _("The id %(uuid)s was recorded by somebody else; nothing was changed.")


class RecordForged(DomainError):
    """An export or a head that does not prove what it says."""

    code = "ledger.forged"
    status = 422
    template = _("This record cannot be accepted: %(reason)s. Nothing was changed.")


class NothingPersonal(DomainError):
    """An erasure was asked for where nothing personal stands, or stands no longer."""

    code = "ledger.nothing_personal"
    template = _("Entry %(uuid)s holds nothing personal that could be erased.")
