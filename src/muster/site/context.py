"""What the frame of every page shows: pages, season, record, clock, language, theme.

Everything is read when a template first asks for it, so a fragment costs nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from muster.ledger.models import Entry
from muster.season.models import Season
from muster.season.queries import season_in_focus
from muster.shell.preferences import THEMES, theme_of
from muster.site.navigation import ACCOUNT_PAGES, PAGES, SEARCH, Page, address
from muster.tree import clock
from muster.tree.models import Account
from muster.tree.permissions import is_allowed

MARK_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One page in the bar on top."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LastEntry:
    """How far the record goes; mark: the beginning of that entry's leaf hash."""

    number: int
    recorded_at: datetime
    mark: str


def shell(request: HttpRequest) -> dict[str, "Shell"]:
    """The context processor: everything under one name."""
    return {"shell": Shell(request)}


class Shell:
    """The frame of one answer."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def _user(self) -> AbstractBaseUser | AnonymousUser:
        # A refusal before the session has no user yet.
        return getattr(self._request, "user", AnonymousUser())

    @cached_property
    def season(self) -> Season | None:
        """The season in focus."""
        return season_in_focus() if self._user.is_authenticated else None

    @cached_property
    def entry(self) -> LastEntry | None:
        """The newest entry of the record."""
        row = (
            Entry.objects.order_by("-arrival").values_list("arrival", "recorded_at", "leaf").first()
        )
        if row is None:
            return None
        digits = bytes(row[2]).hex()[:MARK_DIGITS]
        mark = " ".join(digits[at : at + 4] for at in range(0, MARK_DIGITS, 4))
        return LastEntry(number=row[0], recorded_at=row[1], mark=mark)

    @cached_property
    def now(self) -> datetime:
        """The present moment, or the demonstration's."""
        return clock.now()

    @property
    def today(self) -> date:
        """The present day here."""
        return clock.day_of(self.now)

    @property
    def demo_clock(self) -> bool:
        """Whether the clock stands still; then every page says so."""
        return settings.MUSTER_NOW is not None

    @cached_property
    def navigation(self) -> list[Place]:
        """The pages that this reader may open."""
        return self._places(PAGES)

    @cached_property
    def account_pages(self) -> list[Place]:
        """The pages about the reader and the installation."""
        return self._places(ACCOUNT_PAGES)

    @property
    def search_url(self) -> str:
        """Where the search box leads."""
        return address(SEARCH)

    def _places(self, pages: tuple[Page, ...]) -> list[Place]:
        here = self._request.path
        return [
            Place(label=str(page.label), url=page.url, is_current=page.holds(here))
            for page in pages
            if page.url and (page.can is None or is_allowed(self._user, page.can))
        ]

    @cached_property
    def account_name(self) -> str:
        """Who is signed in: the person's name, or the account's."""
        if not isinstance(self._user, Account):
            return _("Visitor")
        return self._user.person.name if self._user.person else self._user.username

    @property
    def theme(self) -> str:
        """The theme of this browser: auto, light or dark."""
        return theme_of(self._request)

    @property
    def themes(self) -> tuple[tuple[str, Any], ...]:
        """The themes to choose from."""
        return THEMES

    @property
    def languages(self) -> list[tuple[str, Any]]:
        """The languages to choose from, each in its own words."""
        return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
