"""Where a gateway listens."""

import ssl
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a gateway listens. tls: None in a closed test net."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
