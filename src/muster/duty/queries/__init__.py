"""Reads of the force, plans and rosters. Importing this package registers the scopes."""

from muster.duty.queries import attendance, known, readiness, scopes, vehicles

__all__ = ["attendance", "known", "readiness", "scopes", "vehicles"]
