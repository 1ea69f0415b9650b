"""Taking a bundle: proven first, then whole or not at all; what is refused is named and kept."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import Q

from muster.control.bridge.merging import Standing, standing_now
from muster.control.bridge.rebuilding import Difference, compare, compare_sheet
from muster.control.errors.posts import (
    BundleNeedsOther,
    BundleOfOurs,
    BundleOfStranger,
    BundleUnfit,
    PostNotEnrolled,
)
from muster.control.models import CommandPost, Conflict, ControlRoom, Picture
from muster.control.projecting import DAY, KINDS, POST, room_of_subject, sheet_of_subject
from muster.control.projecting.fact import SUBJECT
from muster.control.queries.pack import pack_of
from muster.control.services.posts.enrolling import fingerprint_of
from muster.control.services.posts.saying import PostPen
from muster.control.services.posts.writing import digest_of
from muster.control.services.rebuilding import mend
from muster.errors import DomainError
from muster.ledger import queries as ledger
from muster.ledger.actor import Actor
from muster.ledger.bundles import Bundle, open_bundle
from muster.ledger.entry import Draft
from muster.ledger.errors import LogSplit
from muster.ledger.models import Node
from muster.ledger.services import recorded
from muster.ledger.services.recording import local_key
from muster.ledger.taking import Fitting, add_bundle, fit
from muster.ledger.verifier import printable
from muster.season.models import Event
from muster.season.services.grades import Mark
from muster.season.services.kept import MB, keep_file
from muster.tree.clock import day_of

# What rows of a kind or size that no table takes are answered with.
UNFIT: Final = (DatabaseError, ValidationError, OverflowError, TypeError, ValueError)
SUFFIX: Final = ".zip"
MOST_IN_FOLDER: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What taking a bundle did. new: entries that were not here; conflicts: that wait now.

    left_out: how many of them change nothing here, by kind.
    """

    post: CommandPost
    upto: int
    new: int
    conflicts: int
    left_out: dict[str, int]


@dataclass(slots=True)
class _News:
    """What the new entries of a bundle are about."""

    rooms: set[UUID] = field(default_factory=set)
    sheets: set[UUID] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    others: Counter[str] = field(default_factory=Counter)

    def heed(self, draft: Draft) -> None:
        """One new entry. A subject that names nothing is left out like a foreign kind."""
        try:
            if draft.kind not in KINDS:
                self.others[draft.kind] += 1
            elif draft.subject.startswith(SUBJECT):
                self.rooms.add(room_of_subject(draft.subject))
            elif draft.subject.startswith(DAY):
                self.sheets.add(sheet_of_subject(draft.subject))
                self._begins(draft)
            elif not draft.subject.startswith(POST):
                self.others[draft.kind] += 1
        except ValueError:
            self.others[draft.kind] += 1

    def _begins(self, draft: Draft) -> None:
        event = json.loads(draft.text).get("event")
        if isinstance(event, int) and not isinstance(event, bool):
            self.events.add(event)


def take_bundle(path: Path, *, name: str, actor: Actor, now: datetime) -> Taken:
    """Take a bundle of another post, whole or not at all. name: what the file was called.

    A bundle that was taken before changes nothing and is counted. Whatever is refused is recorded
    with its reason, for the operator to see, and raised: BundleUnreadable, BundleForged,
    BundleLater, LogSplit, BundleOfStranger, BundleOfOurs, BundleNeedsOther, BundleUnfit.
    """
    post: CommandPost | None = None
    try:
        bundle = open_bundle(path)
        post = _sender(bundle)
        fitting = fit(bundle)
        _must_have_what_it_builds_on(bundle)
        return _take(post, fitting, name=name, actor=actor, now=now)
    except UNFIT as fault:
        refusal: DomainError = BundleUnfit(reason=printable(str(fault))[:200])
        _record_refusal(refusal, path, post, name=name, actor=actor, now=now)
        raise refusal from fault
    except DomainError as refusal:
        _record_refusal(refusal, path, post, name=name, actor=actor, now=now)
        raise


def _sender(bundle: Bundle) -> CommandPost:
    own = local_key()
    if bundle.log_id == own.log_id:
        node = Node.objects.filter(log_id=own.log_id).first()
        size = node.size if node else 0
        if node is None or bundle.upto > size or _root(node, bundle.upto) != bundle.head.root:
            raise LogSplit(log=printable(own.name), size=min(size, bundle.upto))
        raise BundleOfOurs
    post = CommandPost.objects.filter(log=bundle.log_id, is_own=False).first()
    if post is None:
        name, fingerprint = printable(bundle.key.name), fingerprint_of(bundle.log_id)
        raise BundleOfStranger(log=name, fingerprint=fingerprint)
    if post.verifier_key != bundle.key.text:
        raise PostNotEnrolled(post=post.name)
    return post


def _root(node: Node, size: int) -> bytes:
    return ledger.root_at(node, size=size)


def _must_have_what_it_builds_on(bundle: Bundle) -> None:
    """What its writer held of third posts must be here, or its entries may point at nothing."""
    nodes = {node.log_id: node for node in Node.objects.all()}
    for log, (size, root) in sorted(bundle.seen.items()):
        if log in (bundle.log_id, local_key().log_id) or not size:
            continue
        node = nodes.get(log)
        if node is None or node.size < size:
            raise BundleNeedsOther(log=node.name if node else fingerprint_of(log), size=size)
        if _root(node, size).hex() != root:
            raise LogSplit(log=node.name, size=size)


def _take(post: CommandPost, fitting: Fitting, *, name: str, actor: Actor, now: datetime) -> Taken:
    bundle, news = fitting.bundle, _News()
    for counter, _leaf, draft in bundle.drafts():
        if counter > fitting.size:
            news.heed(draft)
    with recorded(actor, now=now) as record:
        # Rooms and days first, in one order, as acts take them; the register comes last.
        _lock(news)
        CommandPost.objects.select_for_update().get(pk=post.pk)
        if fitting.new:
            add_bundle(fitting)
        # Only now: what its author had seen stands in the bundle itself.
        standing = standing_now().after_taking(bundle.log_id, bundle.upto)
        inert = _fold(news, standing, log=bundle.log_id, after=fitting.size)
        _keep_pictures(bundle)
        left_out = dict(sorted((news.others + inert).items()))
        waiting = Conflict.objects.filter(decided_at=None).count()
        pen = PostPen(record=record, actor=actor, now=now)
        body = {
            "ordinal": post.ordinal,
            "log": bundle.log_id,
            "name": name[:200],
            "sha256": digest_of(bundle.path),
            "after": bundle.after,
            "upto": bundle.upto,
            "new": fitting.new,
            "ours": bundle.seen.get(local_key().log_id, (0, ""))[0],
            "left_out": left_out,
            "conflicts": waiting,
        }
        pen.write("control.bundle_taken", body, ordinal=post.ordinal)
        pen.save()
    return Taken(post=post, upto=bundle.upto, new=fitting.new, conflicts=waiting, left_out=left_out)


def _lock(news: _News) -> None:
    rows = ControlRoom.objects.select_for_update(of=("self",)).filter(pk__in=news.rooms)
    list(rows.order_by("pk").values_list("pk", flat=True))
    of_day = Q(day_sheet__in=news.sheets) | Q(pk__in=news.events)
    days = Event.objects.select_for_update(of=("self",)).filter(of_day)
    list(days.order_by("pk").values_list("pk", flat=True))


def _fold(news: _News, standing: Standing, *, log: str, after: int) -> Counter[str]:
    """Put the rows as the whole record has them now; which new entries fitted nowhere."""
    inert: Counter[str] = Counter()
    differences = (
        *((compare, one) for one in sorted(news.rooms)),
        *((compare_sheet, one) for one in sorted(news.sheets)),
    )
    for hold, about in differences:
        found: Difference = hold(about, standing)
        mend(found)
        inert.update(one.kind for one in found.inert if one.log == log and one.counter > after)
    return inert


def _keep_pictures(bundle: Bundle) -> None:
    """The pictures that the entries name, under the grade that they bear there."""
    wanted = Picture.objects.filter(sha256__in=bundle.files).select_related(
        "room__season_unit__season"
    )
    for row in {row.sha256: row for row in wanted}.values():
        pack = pack_of(row.room)
        mark = Mark(pack=pack, grade=row.grade, on=day_of(row.kept_at))
        kept = keep_file(
            BytesIO(bundle.read_file(row.sha256)),
            mark=mark,
            media_types=(row.content_type,),
            max_mb=1 + bundle_mb(row.size_bytes),
        )
        if kept.sha256 != row.sha256:
            raise bundle.forged("files")


def bundle_mb(size_bytes: int) -> int:
    """Whole megabytes of a picture, as the guard of kept files counts them."""
    return size_bytes // MB


def _record_refusal(
    refusal: DomainError,
    path: Path,
    post: CommandPost | None,
    *,
    name: str,
    actor: Actor,
    now: datetime,
) -> None:
    ordinal = post.ordinal if post else None
    with recorded(actor, now=now) as record:
        pen = PostPen(record=record, actor=actor, now=now)
        body = {
            "ordinal": ordinal,
            "name": printable(name)[:200],
            "sha256": digest_of(path),
            "code": refusal.code,
            "reason": str(refusal)[:1000],
        }
        pen.write("control.bundle_refused", body, ordinal=ordinal)
        pen.save()


def take_folder(folder: Path, *, actor: Actor, now: datetime) -> tuple[list[Taken], list[str]]:
    """Take every bundle of a folder; what was refused, in words.

    They go by the number that they begin after, whatever they are called.
    """
    taken: list[Taken] = []
    refused: list[str] = []
    for path in sorted(folder.glob(f"*{SUFFIX}"), key=_place)[:MOST_IN_FOLDER]:
        try:
            taken.append(take_bundle(path, name=path.name, actor=actor, now=now))
        except DomainError as refusal:
            refused.append(f"{path.name}: {refusal}")
    return taken, refused


def _place(path: Path) -> tuple[int, str]:
    try:
        return open_bundle(path).after, path.name
    except DomainError:
        return 0, path.name
