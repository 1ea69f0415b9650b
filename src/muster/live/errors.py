from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class TooManyWindows(DomainError):
    """One account listens on as many lines as one may."""

    code: ClassVar[str] = "live.too_many_windows"
    status: ClassVar[int] = 429
    template = _(
        "%(most)d browsers listen under this account already. Close one of them;"
        " until then this page asks for news every few seconds."
    )


class FeedFull(DomainError):
    """The server holds as many lines as it may."""

    code: ClassVar[str] = "live.full"
    status: ClassVar[int] = 503
    template = _(
        "%(most)d browsers listen already, more the server does not take."
        " This page asks for news every few seconds instead."
    )


class NoFeed(DomainError):
    """This server answers page by page and holds no lines open."""

    code: ClassVar[str] = "live.none"
    status: ClassVar[int] = 503
    template = _("This server has no live feed. The page asks for news every few seconds instead.")
