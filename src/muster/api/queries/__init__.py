"""Reads of the layer, through scope."""

from muster.api.queries import scopes

__all__ = ["scopes"]
