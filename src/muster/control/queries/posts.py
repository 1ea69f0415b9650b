"""Command posts for their page: what was exchanged, what waits, what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.control.models import Bundle, CommandPost
from muster.control.projecting import POST
from muster.ledger.models import Entry, Node
from muster.ledger.services.recording import local_key

MOST_BUNDLES = 40
MOST_POSTS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """Another post. waits: own entries that it is not known to hold; exchange itself left out."""

    post: CommandPost
    waits: int


def own_post() -> CommandPost | None:
    """This installation, where it began as a copy."""
    return CommandPost.objects.filter(is_own=True).first()


def other_posts() -> Sequence[PostLine]:
    """The others, in the order of their numbers; at most nine, whatever was exchanged."""
    node = Node.objects.filter(log_id=local_key().log_id).first()
    posts = CommandPost.objects.filter(is_own=False)[:MOST_POSTS]
    return [PostLine(post=post, waits=_waits(node, post)) for post in posts]


def _waits(node: Node | None, post: CommandPost) -> int:
    if node is None:
        return 0
    entries = Entry.objects.filter(node=node, counter__gt=post.ours)
    return entries.exclude(subject__startswith=POST).count()


def newest_bundles() -> Sequence[Bundle]:
    """The last bundles that went out, came in, or were refused."""
    return list(Bundle.objects.select_related("post")[:MOST_BUNDLES])
