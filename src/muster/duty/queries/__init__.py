"""Reads of the force, plans and rosters. Importing this package registers the scopes."""

from muster.duty.queries import scopes

__all__ = ["scopes"]
