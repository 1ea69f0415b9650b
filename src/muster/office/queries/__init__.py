"""Reads: each through scope."""

from muster.office.queries import scopes

__all__ = ["scopes"]
