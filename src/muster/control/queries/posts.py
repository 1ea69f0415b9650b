"""Command posts for their page: what was exchanged, what waits, what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from muster.control.models import Bundle, CommandPost
from muster.control.projecting import POST
from muster.ledger.models import Entry, Node
from muster.ledger.services.recording import local_key

MOST_BUNDLES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """Another post. waits: own entries that it is not known to hold; exchange itself left out.

    left_out: entries of it that are in the record and change nothing here, by kind.
    """

    post: CommandPost
    waits: int
    left_out: Mapping[str, int]
    refused: int


def own_post() -> CommandPost | None:
    """This installation, where it began as a copy."""
    return CommandPost.objects.filter(is_own=True).first()


def other_posts() -> Sequence[PostLine]:
    """The others, in the order of their numbers; at most nine."""
    node = Node.objects.filter(log_id=local_key().log_id).first()
    left_out: dict[UUID, dict[str, int]] = {}
    refused: dict[UUID, int] = {}
    rows = Bundle.objects.filter(way__in=(Bundle.Way.TAKEN, Bundle.Way.REFUSED))
    for post, way, kinds in rows.values_list("post", "way", "left_out"):
        if post is None:
            continue
        if way == Bundle.Way.REFUSED:
            refused[post] = refused.get(post, 0) + 1
        for kind, count in kinds.items():
            counted = left_out.setdefault(post, {})
            counted[kind] = counted.get(kind, 0) + count
    return [
        PostLine(
            post=post,
            waits=_waits(node, post),
            left_out=left_out.get(post.pk, {}),
            refused=refused.get(post.pk, 0),
        )
        for post in CommandPost.objects.filter(is_own=False)
    ]


def _waits(node: Node | None, post: CommandPost) -> int:
    if node is None:
        return 0
    entries = Entry.objects.filter(node=node, counter__gt=post.ours)
    return entries.exclude(subject__startswith=POST).count()


def newest_bundles() -> Sequence[Bundle]:
    """The last bundles that went out, came in, or were refused."""
    return list(Bundle.objects.select_related("post")[:MOST_BUNDLES])
