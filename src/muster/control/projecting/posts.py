"""Command posts and the bundles between them: what this installation's own log says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import BundleRow, CommandPostRow, Look, Row

SPACE = UUID("8d3f6c1e-52a4-5e0b-b7a9-04c1f7e6a2d3")


def post_key(ordinal: int) -> UUID:
    """The key of the command post with that ordinal; 0 is the first one."""
    return uuid5(SPACE, f"post:{ordinal}")


def copied(fact: Fact, look: Look) -> Sequence[Row]:  # it is new
    """A copy is made for a post that is to begin; its key is not known yet."""
    body = fact.body
    return [
        CommandPostRow(
            uuid=post_key(body["ordinal"]),
            ordinal=body["ordinal"],
            name=body["name"],
            is_own=False,
            log="",
            verifier_key="",
            copied_at=fact.happened_at,
            copied_by=fact.actor,
            events=body["events"],
            ours=body["ours"],
            written=body["ours"],
        )
    ]


def begun(fact: Fact, look: Look) -> Sequence[Row]:  # first of its log
    """This installation begins as a copy: it knows itself and the posts that the copy knew."""
    body = fact.body
    own = {**body, "log": fact.log, "theirs": 0}
    return [_known(fact, own, is_own=True), *(_known(fact, one) for one in body["others"])]


def _known(fact: Fact, said: Mapping[str, Any], *, is_own: bool = False) -> CommandPostRow:
    return CommandPostRow(
        uuid=post_key(said["ordinal"]),
        ordinal=said["ordinal"],
        name=said["name"],
        is_own=is_own,
        log=said["log"],
        verifier_key=said["verifier_key"],
        copied_at=fact.happened_at,
        copied_by=fact.actor,
        events=said["events"],
        enrolled_at=fact.happened_at,
        enrolled_by=fact.actor,
        theirs=said["theirs"],
    )


def enrolled(fact: Fact, look: Look) -> Sequence[Row]:
    """Its key was compared by people; from now on its bundles are taken."""
    said = _known(fact, {**fact.body, "theirs": 0})
    there = look.find(CommandPostRow, said.uuid)
    if there is None:
        return [said]
    return [
        replace(
            there,
            log=said.log,
            verifier_key=said.verifier_key,
            enrolled_at=said.enrolled_at,
            enrolled_by=said.enrolled_by,
        )
    ]


def written(fact: Fact, look: Look) -> Sequence[Row]:
    """A bundle of our own entries was written for a post."""
    post = look(CommandPostRow, post_key(fact.body["ordinal"]))
    upto = fact.body["upto"]
    return [
        replace(post, written=max(post.written, upto), written_at=fact.happened_at),
        _bundle(fact, post.uuid, "written"),
    ]


def taken(fact: Fact, look: Look) -> Sequence[Row]:
    """A bundle of a post was taken; it also says how much of ours that post holds."""
    post = look(CommandPostRow, post_key(fact.body["ordinal"]))
    is_new = bool(fact.body["new"])
    return [
        replace(
            post,
            left_out=_with(post.left_out, fact.body["left_out"]) if is_new else post.left_out,
            theirs=max(post.theirs, fact.body["upto"]),
            ours=max(post.ours, fact.body["ours"]),
            taken_at=fact.happened_at,
        ),
        _bundle(fact, post.uuid, "taken" if is_new else "known"),
    ]


def refused(fact: Fact, look: Look) -> Sequence[Row]:
    """A file was refused; nothing of it is here but what it was called and why."""
    ordinal = fact.body["ordinal"]
    bundle = _bundle(fact, None if ordinal is None else post_key(ordinal), "refused")
    post = None if bundle.post_id is None else look.find(CommandPostRow, bundle.post_id)
    return [bundle] if post is None else [replace(post, refused=post.refused + 1), bundle]


def _with(counted: Mapping[str, int], more: Mapping[str, int]) -> Mapping[str, int]:
    """Both counts, kind by kind, in an order of their own: equal sums are equal rows."""
    return {kind: counted.get(kind, 0) + more.get(kind, 0) for kind in sorted({*counted, *more})}


def _bundle(fact: Fact, post: UUID | None, way: str) -> BundleRow:
    body = fact.body
    return BundleRow(
        uuid=fact.key,
        post_id=post,
        way=way,
        name=body["name"],
        sha256=body["sha256"],
        after=body.get("after", 0),
        upto=body.get("upto", 0),
        new=body.get("new", 0),
        left_out=body.get("left_out", {}),
        conflicts=body.get("conflicts", 0),
        reason=body.get("reason", ""),
        at=fact.happened_at,
        actor=fact.actor,
    )
