"""What is refused of partners and what they are asked for."""

from django.utils.translation import gettext_lazy as _

from muster.office.errors import OfficeError


class PartnerIncomplete(OfficeError):
    """A partner, a request or a reply that says too little."""

    code = "office.partner_incomplete"
    template = _("Still wanted: %(wanted)s.")


class PartnerKnown(OfficeError):
    """One organisation is entered once."""

    code = "office.partner_known"
    template = _("%(name)s is a partner already, entered by %(who)s.")


class NothingPromised(OfficeError):
    """Only what was promised is confirmed."""

    code = "office.nothing_promised"
    template = _("%(partner)s has not promised “%(what)s”: record the reply first.")


class CommitmentWithdrawn(OfficeError):
    """Nothing is done with what is not asked any more."""

    code = "office.commitment_withdrawn"
    template = _("“%(what)s” was withdrawn by %(who)s: %(reason)s")
