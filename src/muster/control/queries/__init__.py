"""Reads of the control rooms, through scope."""

from muster.control.queries import scopes

__all__ = ["scopes"]
