"""What an office lays down about the press at a congress."""

from muster.packs.schema.base import Named


class PressZone(Named):
    """Where the press may be: a pass is good for one zone."""
