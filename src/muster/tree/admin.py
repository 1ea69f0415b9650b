"""The read-only admin: to look things up, never to write past the record."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from muster.tree.models import Account, Grant, ParentEdge, Person, Unit, UnitEvent, UnitVersion


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """The base of every admin page of muster: nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    """Units."""

    list_display = ("pk", "founded_on", "dissolved_on", "is_closed")


@admin.register(UnitVersion)
class UnitVersionAdmin(ReadOnlyAdmin):
    """How units were called and classed."""

    list_display = ("code", "name", "tier", "valid_from", "valid_to")
    search_fields = ("search_key", "code")


@admin.register(ParentEdge)
class ParentEdgeAdmin(ReadOnlyAdmin):
    """Which unit stood under which."""

    list_display = ("child_id", "parent_id", "kind", "valid_from", "valid_to")


@admin.register(UnitEvent)
class UnitEventAdmin(ReadOnlyAdmin):
    """What happened to units."""

    list_display = ("kind", "happened_on", "decision_ref")


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """The register."""

    list_display = ("number", "name", "rank", "is_active")
    search_fields = ("search_key", "number")


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """Accounts, without anything of their passwords."""

    list_display = ("username", "is_active", "is_staff", "last_login")
    exclude = ("password",)


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    """Who holds which role where."""

    list_display = ("account_id", "role", "unit_id", "season_id", "since", "until", "revoked_at")
