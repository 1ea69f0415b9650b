"""A post's key, compared by two people before anything that it signs is believed."""

from datetime import datetime
from typing import Final

from muster.control.errors.posts import (
    FingerprintDiffers,
    PostKeyKnown,
    PostKeyUnreadable,
    PostUnknown,
)
from muster.control.models import CommandPost
from muster.control.projecting import post_key
from muster.control.services.posts.saying import PostPen
from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.ledger.services.recording import local_key
from muster.ledger.verifier import BadNote, Key, read_key

GROUPS: Final = 5
LETTERS: Final = 4


def fingerprint_of(log_id: str) -> str:
    """What people read out to each other: five groups of four letters of the log's id."""
    return " ".join(log_id[at : at + LETTERS] for at in range(0, GROUPS * LETTERS, LETTERS))


def must_match(log_id: str, said: str) -> None:
    """Refuse a fingerprint that is not that of the log. Case and spaces do not count."""
    found = fingerprint_of(log_id)
    if "".join(said.lower().replace("-", " ").split()) != found.replace(" ", ""):
        raise FingerprintDiffers(found=found, said=said.strip()[:40] or "…")


def enrol_post(
    ordinal: int, *, key: str, fingerprint: str, actor: Actor, now: datetime
) -> CommandPost:
    """Believe a post's key from now on. fingerprint: as its people read it out.

    Raises PostUnknown, PostKeyUnreadable, FingerprintDiffers, PostKeyKnown.
    """
    read = _read(key)
    must_match(read.log_id, fingerprint)
    with recorded(actor, now=now) as record:
        post = CommandPost.objects.select_for_update().filter(ordinal=ordinal).first()
        if post is None:
            known = ", ".join(map(str, CommandPost.objects.values_list("ordinal", flat=True)))
            raise PostUnknown(given=ordinal, known=known or "-")
        is_taken = CommandPost.objects.filter(log=read.log_id).exists()
        if post.log or is_taken or read.log_id == local_key().log_id:
            raise PostKeyKnown(post=post.name)
        pen = PostPen(record=record, actor=actor, now=now)
        body = {
            "ordinal": ordinal,
            "name": post.name,
            "log": read.log_id,
            "verifier_key": read.text,
            "events": post.events,
        }
        pen.write("control.post_enrolled", body, ordinal=ordinal)
        pen.save()
    return CommandPost.objects.get(pk=post_key(ordinal))


def _read(key: str) -> Key:
    try:
        return read_key(key.strip())
    except BadNote as fault:
        raise PostKeyUnreadable from fault
