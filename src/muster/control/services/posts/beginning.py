"""How a further command post begins: as a copy of the first, with a key of its own."""

import secrets
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from muster.control.errors.posts import (
    PostBegunAlready,
    PostCopiesNot,
    PostCopyNotHere,
    PostFolderTaken,
    PostNotACopy,
    TooManyPosts,
)
from muster.control.models import Bundle, CommandPost
from muster.control.projecting import POST, post_key
from muster.control.services.numbers import POSTS, own_ordinal
from muster.control.services.posts.enrolling import must_match
from muster.control.services.posts.saying import PostPen
from muster.ledger.actor import Actor
from muster.ledger.models import Entry, Node
from muster.ledger.queries import entries_for
from muster.ledger.services import recorded
from muster.ledger.services.recording import local_key
from muster.season.models import Event

COPIED: Final = "control.post_copied"
DATABASE: Final = "muster.db"
KEPT: Final = "muster.env"
SESSIONS_KEY: Final = "secret.key"


def copy_for_post(folder: Path, *, name: str, actor: Actor, now: datetime) -> CommandPost:
    """Write a copy of this installation into a new folder, for a post that begins from it.

    It holds the database and the kept files, and a new secret for sessions; our own keys stay here.
    Raises PostCopiesNot, PostCopyNotHere, PostFolderTaken, TooManyPosts.
    """
    if connection.vendor != "sqlite":
        raise PostCopyNotHere
    if own_ordinal():
        raise PostCopiesNot
    if folder.exists() and any(folder.iterdir()):
        raise PostFolderTaken(folder=folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ordinal = _record_copy(name.strip()[:80], actor=actor, now=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / DATABASE)])
    if Path(settings.MEDIA_ROOT).is_dir():
        shutil.copytree(settings.MEDIA_ROOT, folder / "files")
    lines = [f"MUSTER_NODE=post-{ordinal + 1}"]
    if settings.MUSTER_NOW:
        lines.append(f"MUSTER_NOW={settings.MUSTER_NOW.isoformat()}")
    (folder / KEPT).write_text("\n".join(lines) + "\n", encoding="utf-8")
    secret = folder / SESSIONS_KEY
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_urlsafe(64) + "\n", encoding="utf-8")
    return CommandPost.objects.get(pk=post_key(ordinal))


def _record_copy(name: str, *, actor: Actor, now: datetime) -> int:
    with recorded(actor, now=now) as record:
        last = CommandPost.objects.aggregate(last=Max("ordinal"))["last"] or 0
        ordinal: int = last + 1
        if ordinal >= POSTS:
            raise TooManyPosts(most=POSTS)
        ours = Node.objects.filter(log_id=local_key().log_id).first()
        pen = PostPen(record=record, actor=actor, now=now)
        body = {
            "ordinal": ordinal,
            "name": name or _("Command post %(number)d") % {"number": ordinal + 1},
            "events": Event.objects.aggregate(last=Max("pk"))["last"] or 0,
            "ours": ours.size if ours else 0,
        }
        pen.write(COPIED, body, ordinal=ordinal)
        pen.save()
    return ordinal


def begin_post(*, fingerprint: str, actor: Actor, now: datetime) -> CommandPost:
    """Begin as a post of its own from the copy that this data directory is.

    fingerprint: of the first post's key, as its people read it out. Raises PostNotACopy,
    PostBegunAlready, FingerprintDiffers.
    """
    key = local_key()
    copied = _newest_copy()
    if copied is None or copied.node.log_id == key.log_id:
        raise PostNotACopy
    if Entry.objects.filter(node__log_id=key.log_id).exists():
        raise PostBegunAlready(log=key.name)
    must_match(copied.node.log_id, fingerprint)
    with recorded(actor, now=now) as record:
        body = _begun(copied)
        # What the copy says of posts is what the first one knew; this one's log tells its own.
        Bundle.objects.all().delete()
        CommandPost.objects.all().delete()
        pen = PostPen(record=record, actor=actor, now=now)
        pen.write("control.post_begun", body, ordinal=body["ordinal"])
        pen.save()
    return CommandPost.objects.get(is_own=True)


def _newest_copy() -> Entry | None:
    copies = entries_for(subject_prefix=POST).filter(kind=COPIED)
    return copies.select_related("node").order_by("-arrival").first()


def _begun(copied: Entry) -> dict[str, Any]:
    said, sizes = copied.body, dict(Node.objects.values_list("log_id", "size"))
    first = {
        "ordinal": 0,
        "name": _("First command post"),
        "log": copied.node.log_id,
        "verifier_key": copied.node.verifier_key,
        "events": said["events"],
        "theirs": sizes[copied.node.log_id],
    }
    others = CommandPost.objects.exclude(log="").exclude(ordinal=said["ordinal"])
    known = [
        {
            "ordinal": one.ordinal,
            "name": one.name,
            "log": one.log,
            "verifier_key": one.verifier_key,
            "events": one.events,
            "theirs": sizes.get(one.log, 0),
        }
        for one in others
    ]
    return {
        "ordinal": said["ordinal"],
        "name": said["name"],
        "verifier_key": local_key().verifier_key,
        "events": said["events"],
        "base": sizes,
        "others": [first, *known],
    }
