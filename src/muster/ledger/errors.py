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


class BundleUnreadable(DomainError):
    """What was given is no bundle at all, or larger than one may be."""

    code = "ledger.bundle_unreadable"
    status = 422
    template = _("This is no bundle of a command post: %(reason)s. Nothing was changed.")


class BundleForged(DomainError):
    """A bundle that does not prove what it says: changed, cut short, or not signed by its key."""

    code = "ledger.bundle_forged"
    status = 422
    template = _(
        "This bundle is not as %(log)s signed it: %(reason)s. Nothing was changed. Fetch it again;"
        " if the new one is refused as well, somebody changes it on the way."
    )


class BundleLater(DomainError):
    """A bundle begins behind entries that are not here yet."""

    code = "ledger.bundle_later"
    template = _(
        "This bundle of %(log)s begins after entry %(after)d, but only %(size)d are here. Take the"
        " bundle before it first. Nothing was changed."
    )


class LogSplit(DomainError):
    """The same number, two contents: a log went on twice from one point."""

    code = "ledger.split"
    template = _(
        "%(log)s has split: entries up to %(size)d are others here than there. One of both goes on"
        " from an older copy. Nothing was changed; compare which one is right before going on."
    )
