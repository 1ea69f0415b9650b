"""What comes as a bundle and is none, or not this one: refused or inert, counted, shown."""

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests import make_control as make
from tests.control import two_posts
from tests.control.two_posts import KEEPER, Pair, Post, tables

from muster.control import services
from muster.control.errors.posts import BundleOfOurs, BundleOfStranger
from muster.control.models import Bundle, CommandPost
from muster.errors import DomainError
from muster.ledger.errors import BundleForged, BundleLater, BundleUnreadable, LogSplit
from muster.ledger.models import Audience, Entry
from muster.ledger.sealing import SealedFile
from muster.ledger.services import recorded
from muster.ledger.services.recording import local_key

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]
LATER = make.NOW + timedelta(hours=3)


def say(post: Post, text: str, *, after_min: float = 1) -> None:
    with post.open():
        post.day().say(text, after_min=after_min)


Refusal = type[DomainError] | tuple[type[DomainError], ...]


def refused(pair: Pair, expected: Refusal, *, name: str = "b.zip") -> str:
    """The first post refuses the file: nothing but the refusal is there afterwards."""
    with pair.first.open():
        before, entries = tables(), Entry.objects.count()
    with pytest.raises(expected):
        pair.take(pair.first, at=LATER, name=name)
    with pair.first.open():
        assert tables() == before
        assert Entry.objects.count() == entries + 1
        row = Bundle.objects.filter(way="refused").latest("at")
        assert row.name == name
        return row.reason


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as packed:
        content = {one.filename: packed.read(one) for one in packed.infolist()}
    change(content)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, value in content.items():
            packed.writestr(name, value)


def test_a_changed_entry_a_cut_end_and_a_cut_file(pair: Pair) -> None:
    say(pair.second, "@3 /gt xe chắn lối")
    path = pair.write(pair.second, at=LATER)
    whole = path.read_bytes()

    def other_words(content: dict[str, bytes]) -> None:
        entries = content["record/entries.jsonl"]
        content["record/entries.jsonl"] = entries.replace("chắn lối".encode(), "đã đi".encode())

    rewritten(path, other_words)
    assert "entries.jsonl was changed" in refused(pair, BundleForged)

    path.write_bytes(whole)

    def without_the_last(content: dict[str, bytes]) -> None:
        lines = content["record/entries.jsonl"].splitlines(keepends=True)
        content["record/entries.jsonl"] = b"".join(lines[:-1])

    rewritten(path, without_the_last)
    refused(pair, BundleForged)

    path.write_bytes(whole[: len(whole) // 2])
    refused(pair, BundleUnreadable)
    path.write_bytes(b"")
    refused(pair, BundleUnreadable)

    path.write_bytes(whole)
    assert pair.take(pair.first, at=LATER).new > 0


def test_whoever_seals_it_anew_needs_the_key(pair: Pair, begun_pair: Pair, tmp_path: Path) -> None:
    stranger = two_posts.build(tmp_path / "others", schema=begun_pair.between / "schema.db")
    say(stranger.second, "@3 /gt xe chắn lối")
    shutil.copy(stranger.write(stranger.second, at=LATER), pair.between / "b.zip")

    reason = refused(pair, BundleOfStranger)

    with stranger.second.open():
        assert services.fingerprint_of(local_key().log_id) in reason


def test_a_bundle_twice_and_our_own_change_nothing(pair: Pair) -> None:
    say(pair.second, "@3 /gt xe chắn lối")
    pair.write(pair.second, at=LATER)
    first = pair.take(pair.first, at=LATER)
    with pair.first.open():
        once = tables()

    again = pair.take(pair.first, at=LATER)

    assert (again.new, again.upto) == (0, first.upto)
    with pair.first.open():
        assert tables() == once
        assert Bundle.objects.filter(way="known").count() == 1
    pair.write(pair.first, at=LATER, name="own.zip")
    refused(pair, BundleOfOurs, name="own.zip")


def test_a_bundle_that_builds_on_a_lost_one_waits_for_it(pair: Pair, tmp_path: Path) -> None:
    older = two_posts.again(pair, tmp_path / "older")
    say(pair.second, "@3 /gt xe chắn lối")
    pair.both_ways(at=LATER)
    say(pair.second, "xe đã đi", after_min=3)
    pair.write(pair.second, at=LATER, name="later.zip")
    shutil.copy(pair.between / "later.zip", older.between / "later.zip")

    # The older copy of the first post has not even written what the bundle has seen of it.
    with pytest.raises((BundleLater, LogSplit)):
        older.take(older.first, at=LATER, name="later.zip")
    assert pair.take(pair.first, at=LATER, name="later.zip").new > 0


def test_the_same_number_with_another_content_is_named(pair: Pair, tmp_path: Path) -> None:
    twin = two_posts.again(pair, tmp_path / "twin")
    say(pair.second, "@3 /gt xe chắn lối")
    say(twin.second, "@3 /gt xe đã đi")
    pair.carry(pair.second, pair.first, at=LATER)
    shutil.copy(twin.write(twin.second, at=LATER), pair.between / "twin.zip")

    assert refused(pair, LogSplit, name="twin.zip")
    with pair.first.open():
        assert CommandPost.objects.get(is_own=False).refused == 1
        assert services.rebuild(is_trial=True).rows == 0


def test_an_installation_brought_back_from_an_older_copy_is_told(
    pair: Pair, tmp_path: Path
) -> None:
    older = two_posts.again(pair, tmp_path / "older")
    say(pair.first, "@3 /gt xe chắn lối")
    pair.carry(pair.first, pair.second, at=LATER)
    shutil.copy(pair.write(pair.second, at=LATER), older.between / "b.zip")

    refused(older, LogSplit)


def test_what_a_known_post_signs_and_makes_no_sense_is_inert_and_counted(pair: Pair) -> None:
    with pair.second.open(), recorded(KEEPER, now=make.NOW) as record:
        room = pair.second.day().room.pk.hex
        for kind, subject, body in (
            ("control.team_moved", f"control:{room}/team:x", {"team": "00", "state": 5}),
            ("control.task_closed", f"control:{room}", {"task": "f" * 32, "state": "done"}),
            ("control.line", "control:no-room", {"text": "?"}),
            ("control.line", f"control:{room}", {"text": ["a"], "kind": {}, "channel": 3}),
            ("control.day_begun", "day:" + "1" * 32, {"event": 999_999, "season_unit": 1}),
        ):
            record(kind, subject, audience=Audience.STAFF, body=body)
    with pair.first.open():
        before = tables()

    taken = pair.carry(pair.second, pair.first, at=LATER)

    assert taken.left_out["control.team_moved"] == taken.left_out["control.task_closed"] == 1
    assert taken.left_out["control.line"] >= 1
    with pair.first.open():
        assert services.rebuild(is_trial=True).rows == 0
        assert {name: len(rows) for name, rows in tables().items()} == {
            name: len(rows) for name, rows in before.items()
        }


def test_hostile_headers(pair: Pair) -> None:
    """Even a known key may not claim what it likes."""
    from muster.ledger import bundles

    say(pair.second, "@3 /gt xe chắn lối")

    def sealed(change: dict[str, object]) -> None:
        path = pair.write(pair.second, at=LATER)
        with zipfile.ZipFile(path) as packed:
            header = json.loads(packed.read(bundles.HEADER))
            entries = packed.read(bundles.ENTRIES)
        header |= change
        with pair.second.open(), SealedFile(path) as out:
            out.add(bundles.HEADER, [json.dumps(header).encode()])
            out.add(bundles.ENTRIES, [entries])
            out.seal(about="x")

    cases: tuple[tuple[str, object, Refusal], ...] = (
        ("after", -1, BundleUnreadable),
        ("upto", 10**9, BundleForged),
        ("edge", "00" * 32, (BundleUnreadable, BundleForged)),
        ("seen", {"x": ["a", "b"]}, BundleUnreadable),
        ("muster", "bundle/2", BundleUnreadable),
        ("head", "", BundleUnreadable),
    )
    for name, value, expected in cases:
        sealed({name: value})
        refused(pair, expected)


def test_a_folder_is_taken_in_the_right_order(pair: Pair) -> None:
    say(pair.second, "một")
    pair.write(pair.second, at=LATER, name="z.zip")
    say(pair.second, "hai", after_min=2)
    pair.write(pair.second, at=LATER, name="a.zip")
    (pair.between / "m.zip").write_bytes(b"no bundle")

    with pair.first.open():
        taken, words = services.take_folder(pair.between, actor=KEEPER, now=LATER)

    assert len(taken) == 2
    assert len(words) == 1
    assert "m.zip" in words[0]
    with pair.first.open():
        post = CommandPost.objects.get()
        assert post.theirs == max(one.upto for one in taken)
