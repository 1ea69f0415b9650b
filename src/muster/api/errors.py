"""What the doors of the api refuse before anything is asked of a service.

DomainError
├── NotSignedIn
├── BodyTooLarge
├── Malformed
└── Busy
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class NotSignedIn(DomainError):
    """A device is told so in its own words, not led to a page."""

    code: ClassVar[str] = "api.not_signed_in"
    status: ClassVar[int] = 401
    template = _("Nobody is signed in on this device any more. Sign in again; nothing is lost.")


class BodyTooLarge(DomainError):
    """Counted before it is read."""

    code: ClassVar[str] = "api.body_too_large"
    status: ClassVar[int] = 413
    template = _("This is too much at once: at most %(most_kb)d kB. Send it in parts.")


class Malformed(DomainError):
    """What does not have the shape that openapi.json says."""

    code: ClassVar[str] = "api.malformed"
    status: ClassVar[int] = 422
    template = _("This cannot be read: %(where)s. The page on the device may be old: reload it.")


class Busy(DomainError):
    """Others write; the same request a little later goes through."""

    code: ClassVar[str] = "api.busy"
    status: ClassVar[int] = 503
    template = _("The record is busy. The entry stays on the phone and is sent again.")
