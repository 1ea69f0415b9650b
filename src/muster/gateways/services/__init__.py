"""Writes of the capability."""

from muster.gateways.sending.queue import cancel_delivery
from muster.gateways.services.devices import (
    DeviceDraft,
    certify_device,
    enrol_device,
    revoke_device,
)
from muster.gateways.services.feeds import FeedDraft, close_feed, open_feed
from muster.gateways.services.handing_in import HandingIn
from muster.gateways.services.retention import forget_positions
from muster.season.registry.positions import register_positions_desk

register_positions_desk(HandingIn())

__all__ = [
    "DeviceDraft",
    "FeedDraft",
    "cancel_delivery",
    "certify_device",
    "close_feed",
    "enrol_device",
    "forget_positions",
    "open_feed",
    "revoke_device",
]
