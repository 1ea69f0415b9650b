"""What an office lays down about partners: who they are, what they are usually asked for."""

from pydantic import Field

from muster.packs.schema.base import Named, Text


class PartnerKind(Named):
    """A kind of partner: the army, the health service, the power company ...

    asks: what it is usually asked for. reply_days: a reply is due so many days before it is
    wanted. confirm_days: what is promised is confirmed by telephone so many days before.
    """

    asks: tuple[Text, ...] = ()
    reply_days: int = Field(ge=0, le=120)
    confirm_days: int = Field(ge=0, le=30)
