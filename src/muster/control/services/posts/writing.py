"""Bundles for others: our own entries since the last ones that the other is known to hold."""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from muster.control.errors.posts import PostNotEnrolled, PostUnknown
from muster.control.models import CommandPost
from muster.control.services.posts.saying import PostPen
from muster.ledger.actor import Actor
from muster.ledger.bundles import MOST_BYTES, MOST_ENTRIES, MOST_FILES, write_bundle
from muster.ledger.models import Entry, Node
from muster.ledger.services import recorded
from muster.ledger.services.recording import local_key
from muster.season.services.kept import path_of

PICTURE: Final = "control.picture_kept"
# Entries take some of the room that a bundle has.
MOST_PICTURE_BYTES: Final = MOST_BYTES // 2


def find_post(given: str) -> CommandPost:
    """A post by its name or its ordinal. Raises PostUnknown, PostNotEnrolled."""
    others = list(CommandPost.objects.filter(is_own=False))
    for post in others:
        if given.strip() in (post.name, str(post.ordinal)):
            if not post.log:
                raise PostNotEnrolled(post=post.name)
            return post
    raise PostUnknown(given=given[:80], known=", ".join(one.name for one in others) or "-")


def write_for_post(
    post: CommandPost, path: Path, *, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Write what *post* may not have of our log into a file: after which number, up to which.

    What it has is what its own bundles said; so a bundle that got lost is contained in the next.
    One without new entries still tells the other how far we have taken it. More than a bundle may
    hold is left for the next. Raises PostNotEnrolled.
    """
    if not post.log:
        raise PostNotEnrolled(post=post.name)
    node = Node.objects.get(log_id=local_key().log_id)
    after = min(post.ours, node.size)
    upto, files = _as_many_as_fit(node, after)
    write_bundle(path, after=after, upto=upto, files=files, now=now)
    with recorded(actor, now=now) as record:
        pen = PostPen(record=record, actor=actor, now=now)
        body = {
            "ordinal": post.ordinal,
            "name": path.name[:200],
            "sha256": digest_of(path),
            "after": after,
            "upto": upto,
        }
        pen.write("control.bundle_written", body, ordinal=post.ordinal)
        pen.save()
    return after, upto


def _as_many_as_fit(node: Node, after: int) -> tuple[int, dict[str, Path]]:
    upto, size, files = min(node.size, after + MOST_ENTRIES), 0, dict[str, Path]()
    for counter, text in _pictures(node, after, upto):
        name = json.loads(text)["sha256"]
        path = path_of(name)
        if name in files or not path.is_file():
            continue
        size += path.stat().st_size
        if size > MOST_PICTURE_BYTES or len(files) == MOST_FILES:
            return counter - 1, files
        files[name] = path
    return upto, files


def _pictures(node: Node, after: int, upto: int) -> Iterable[tuple[int, str]]:
    kept = Entry.objects.filter(node=node, counter__gt=after, counter__lte=upto, kind=PICTURE)
    return kept.order_by("counter").values_list("counter", "text")


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    digest = sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
