"""Numbered copies: what kinds there are, and when they come back."""

from pydantic import Field

from muster.packs.schema.base import Named


class CopyKind(Named):
    """What is given out in numbered copies.

    back_after_days: calendar days after the congress's last day by which they are back, None where
    they stay with those who got them. explain_days: how long the head has to say what became of a
    missing one. counted: counted in the hall later, so printed = given out + left + spoiled.
    """

    back_after_days: int | None = Field(default=None, ge=0, le=400)
    explain_days: int = Field(ge=0, le=60)
    counted: bool = False
