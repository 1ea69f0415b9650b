"""The file that says who gets what. Whoever is not named in it gets nothing."""

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from muster.gateways.errors import AllowedUnreadable

MOST_BYTES: Final = 64 * 1024
LEAST_KEY_BYTES: Final = 32
MOST_KEY_BYTES: Final = 4096
PORTS: Final = {"https": 443, "http": 80}
ADDRESS: Final = r"^[A-Za-z0-9._%+-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$"
NAME: Final = r"^[a-z0-9][a-z0-9-]{0,39}$"


class What(StrEnum):
    """What may be sent."""

    ALERTS = "alerts"
    EXERCISE_ALERTS = "exercise_alerts"
    SITUATIONS = "situations"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Allowed(_Part):
    """Whom anything may go to at all.

    origins: scheme, host and port of webhooks. domains, recipients: of mail. networks: own nets
    whose addresses may be reached though they are not public.
    """

    origins: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()

    @cached_property
    def nets(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks, read. Raises ValueError for what is none."""
        return tuple(ip_network(one) for one in self.networks)

    def has_origin(self, address: str) -> bool:
        """Whether scheme, host and port of an address are named, no one of them missing."""
        mine = origin_of(address)
        return mine is not None and mine in {origin_of(one) for one in self.origins}

    def has_recipient(self, recipient: str) -> bool:
        """Whether a mail address or its domain is named."""
        given = recipient.lower()
        named = {one.lower() for one in self.recipients}
        return given in named or given.rpartition("@")[2] in {one.lower() for one in self.domains}


class Webhook(_Part):
    """A program that is told by POST. key_file: of the secret by which each body is signed."""

    name: Annotated[str, Field(pattern=NAME)]
    address: Annotated[str, Field(max_length=500)]
    key_file: Path
    what: Annotated[tuple[What, ...], Field(min_length=1)]


class Mail(_Part):
    """People who are told by mail."""

    name: Annotated[str, Field(pattern=NAME)]
    to: Annotated[
        tuple[Annotated[str, Field(pattern=ADDRESS, max_length=254)], ...],
        Field(min_length=1, max_length=20),
    ]
    what: Annotated[tuple[What, ...], Field(min_length=1)]


class Smtp(_Part):
    """The own mail server. tls: none only to this machine itself."""

    host: str = Field(min_length=1, max_length=253)
    port: int = Field(ge=1, le=65535)
    sender: Annotated[str, Field(pattern=ADDRESS, max_length=254)]
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: Annotated[str, Field(pattern=r"^[ -~]*$", max_length=200)] = ""
    password_file: Path | None = None


class Targets(_Part):
    """The whole file."""

    allowed: Allowed = Allowed()
    smtp: Smtp | None = None
    webhook: Annotated[tuple[Webhook, ...], Field(max_length=20)] = ()
    mail: Annotated[tuple[Mail, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _names_once(self) -> "Targets":
        names = [one.name for one in self.everybody]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"name twice: {', '.join(doubled)}")
        return self

    @model_validator(mode="after")
    def _only_allowed(self) -> "Targets":
        _ = self.allowed.nets
        for origin in self.allowed.origins:
            if origin_of(origin) is None or urlsplit(origin).path.strip("/"):
                raise ValueError(f"no origin: {origin}")
        for hook in self.webhook:
            if not self.allowed.has_origin(hook.address):
                raise ValueError(f"{hook.name}: {hook.address} is not under allowed.origins")
        strange = [to for one in self.mail for to in one.to if not self.allowed.has_recipient(to)]
        if strange:
            raise ValueError(f"neither domain nor recipient is allowed: {', '.join(strange)}")
        return self

    @model_validator(mode="after")
    def _by_a_safe_server(self) -> "Targets":
        if self.mail and self.smtp is None:
            raise ValueError("mail wants [smtp]")
        if self.smtp and self.smtp.tls == "none" and self.smtp.host not in OWN:
            raise ValueError("smtp: without TLS only to this machine itself")
        return self

    @property
    def everybody(self) -> "tuple[Webhook | Mail, ...]":
        """All targets, of both ways."""
        return self.webhook + self.mail

    @property
    def targets(self) -> Mapping[str, Webhook | Mail]:
        """By name, everybody who gets something."""
        return {one.name: one for one in self.everybody}


OWN: Final = ("127.0.0.1", "::1", "localhost")


def origin_of(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; nothing if it is none that we would send to."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.fragment:
        return None
    return parts.scheme, parts.hostname.rstrip("."), port or PORTS[parts.scheme]


def read_targets(path: Path) -> Targets:
    """The file, judged as a whole. Raises AllowedUnreadable with what is wrong."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise AllowedUnreadable(file=path, reason=f"> {MOST_BYTES} B")
        return Targets.model_validate(tomllib.loads(text.decode()))
    except ValidationError as fault:
        raise AllowedUnreadable(file=path, reason=_said(fault.errors())) from None
    except (OSError, ValueError) as fault:
        raise AllowedUnreadable(file=path, reason=fault) from None


def _said(faults: Sequence[Any]) -> str:
    return "; ".join(
        f"{'.'.join(map(str, one['loc']))}: {one['msg']}" if one["loc"] else str(one["msg"])
        for one in faults[:5]
    )


def key_in(path: Path) -> bytes:
    """The secret in a file, without the line's end. Raises AllowedUnreadable if it is too short."""
    try:
        with path.open("rb") as file:
            key = file.read(MOST_KEY_BYTES).strip()
    except OSError as fault:
        raise AllowedUnreadable(file=path, reason=fault.strerror) from None
    if len(key) < LEAST_KEY_BYTES:
        raise AllowedUnreadable(file=path, reason=f"< {LEAST_KEY_BYTES} B")
    return key
