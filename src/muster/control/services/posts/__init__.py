"""Command posts that are apart: how one begins, and bundles there and back."""

from muster.control.services.posts.beginning import begin_post, copy_for_post
from muster.control.services.posts.deciding import decide_conflict
from muster.control.services.posts.enrolling import enrol_post, fingerprint_of
from muster.control.services.posts.taking import Taken, take_bundle, take_folder
from muster.control.services.posts.writing import find_post, write_for_post

__all__ = [
    "Taken",
    "begin_post",
    "copy_for_post",
    "decide_conflict",
    "enrol_post",
    "find_post",
    "fingerprint_of",
    "take_bundle",
    "take_folder",
    "write_for_post",
]
