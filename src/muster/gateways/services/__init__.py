"""Writes of the capability."""

from muster.gateways.services.devices import DeviceDraft, enrol_device, revoke_device
from muster.gateways.services.feeds import FeedDraft, close_feed, open_feed
from muster.gateways.services.retention import forget_positions

__all__ = [
    "DeviceDraft",
    "FeedDraft",
    "close_feed",
    "enrol_device",
    "forget_positions",
    "open_feed",
    "revoke_device",
]
