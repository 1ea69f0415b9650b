"""Which pages stand in the bar on top and in the account's menu, and who sees them."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.tree.rules import Can as TreeCan


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One entry. name: the address's name; can: what it needs, None for everyone signed in.

    under: beginnings of addresses that belong to it, so that its entry stays marked.
    """

    label: Any
    name: str
    can: str | None = None
    under: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name)

    def holds(self, path: str) -> bool:
        """Whether *path* is this page or below it."""
        return path == self.url or (bool(self.under) and path.startswith(self.under))


SEARCH: Final = "search:search"
PAGES: Final[tuple[Page, ...]] = ()
ACCOUNT_PAGES: Final = (
    Page(label=_("My jobs"), name="jobs:mine", under=("/jobs/",)),
    Page(label=_("Security keys and codes"), name="mfa_index", under=("/accounts/2fa/",)),
    Page(label=_("Change password"), name="account_change_password"),
    Page(label=_("Who may see this?"), name="tree:explain", can=TreeCan.EXPLAIN_ACCESS),
)
