"""Reads of the capability, through scope."""

from muster.gateways.queries import positions, scopes

__all__ = ["positions", "scopes"]
