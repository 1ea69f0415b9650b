"""What comes from the phones of officers on post: entries of their queues, and pictures."""

from muster.control.services.phones.entered import Entered, Place, Sending
from muster.control.services.phones.from_posts import take_act
from muster.control.services.phones.pictures import keep_picture
from muster.control.services.phones.queue import MOST_ENTRIES, Answer, take_entries

__all__ = [
    "MOST_ENTRIES",
    "Answer",
    "Entered",
    "Place",
    "Sending",
    "keep_picture",
    "take_act",
    "take_entries",
]
