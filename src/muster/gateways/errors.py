"""What gateways refuse before they start, and what is refused at the enrolment of a device.

DomainError
├── PortNotFree       somebody else listens there, or nobody may
├── KeysUnreadable    the files for TLS cannot be used
├── NoDuty            the officer or the vehicle has no duty at the event
├── DutyOver          the duty is over
├── DeviceRevoked     it was revoked already
├── DeviceOfToken     it hands in by a device token and has no package
├── SenderUnknown     nobody announced it
├── AllowedUnreadable the file of whom is told what is not as it should be
├── DeliveryDone      a delivery does not wait any more
├── FeedOpensNothing  an address under which nothing can be read
└── FeedClosed        it was closed already
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class PortNotFree(DomainError):
    """One program listens on a port."""

    code: ClassVar[str] = "gateways.port_not_free"
    template = _(
        "Nothing can listen on %(host)s port %(port)s: %(reason)s. "
        "Choose another port, or stop what listens there."
    )


class KeysUnreadable(DomainError):
    """Without certificate, key and authority nobody can be told from anybody."""

    code: ClassVar[str] = "gateways.keys_unreadable"
    template = _(
        "The files for TLS cannot be used (%(files)s): %(reason)s. Wanted: certificate and key of "
        "this server and the authority that signed the clients' certificates, all in PEM."
    )


class NoDuty(DomainError):
    """A device speaks within a duty; without one it has nothing to say."""

    code: ClassVar[str] = "gateways.no_duty"
    template = _("%(name)s has no duty at %(event)s by the roster in force.")


class DutyOver(DomainError):
    """What has ended needs no device."""

    code: ClassVar[str] = "gateways.duty_over"
    template = _("The duty of %(name)s at %(event)s ended at %(at)s.")


class DeviceRevoked(DomainError):
    """Once is enough."""

    code: ClassVar[str] = "gateways.device_revoked"
    template = _("%(name)s was revoked by %(who)s at %(at)s.")


class DeviceOfToken(DomainError):
    """Its token is all that it shows."""

    code: ClassVar[str] = "gateways.device_of_token"
    template = _(
        "%(name)s says by its device token where it is, and gets no package. "
        "Enrol a device for the relay."
    )


class SenderUnknown(DomainError):
    """Positions are taken of whom somebody let in."""

    code: ClassVar[str] = "gateways.sender_unknown"
    status: ClassVar[int] = 403
    template = _("Nobody has let this device say where it is.")


class FeedOpensNothing(DomainError):
    """An address is for something."""

    code: ClassVar[str] = "gateways.feed_opens_nothing"
    status: ClassVar[int] = 422
    template = _("Say what can be read under the address of %(name)s.")


class FeedClosed(DomainError):
    """Once is enough."""

    code: ClassVar[str] = "gateways.feed_closed"
    template = _("%(name)s was closed by %(who)s at %(at)s.")


class AllowedUnreadable(DomainError):
    """A gateway that does not know whom it may tell does not begin."""

    code: ClassVar[str] = "gateways.allowed_unreadable"
    status: ClassVar[int] = 422
    template = _("%(file)s cannot be used: %(reason)s.")


class DeliveryDone(DomainError):
    """Only what waits can be cancelled."""

    code: ClassVar[str] = "gateways.delivery_done"
    template = _("%(title)s to %(target)s does not wait any more: %(state)s.")
