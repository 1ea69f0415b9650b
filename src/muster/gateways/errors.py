"""What a gateway refuses before it starts.

DomainError
├── PortNotFree       somebody else listens there, or nobody may
└── KeysUnreadable    the files for TLS cannot be used
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
