"""What an owner of the database can do behind the guards, and how it comes to light."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.make_record import ADA, NOW, entries, harm, unguarded, use_node

from muster.errors import DomainError
from muster.ledger.canonical import time_text
from muster.ledger.checking import check_record
from muster.ledger.entry import Draft, leaf_text
from muster.ledger.models import Entry, Head, Node, Personal
from muster.ledger.scanning import pages, scan_sql
from muster.ledger.services import Held, anchor, erase, hold, recorded
from muster.ledger.services.recording import executing, local_key
from muster.ledger.verifier import Frontier, Report, leaf_hash, read_head

pytestmark = pytest.mark.django_db


def said(report: Report) -> str:
    return "\n".join(report.lines())


def test_an_untouched_record_is_sound_up_to_its_head() -> None:
    entries(60)
    report = check_record()

    assert report.is_sound
    (verdict,) = report.verdicts
    assert (verdict.size, verdict.anchored, verdict.after) == (60, 51, 9)
    assert said(report).splitlines()[1:] == [
        "  whole: 60 entries, none changed, none missing between",
        "  nothing missing up to head 51, signed 2030-08-16T02:42:50Z",
        "  not anchored since: 9 entries",
        "SOUND",
    ]


def test_an_empty_record_is_sound() -> None:
    assert check_record().is_sound


def test_an_explicit_head_covers_everything_and_is_signed_once() -> None:
    assert anchor(now=NOW) == ""
    entries(3)

    note = anchor(now=NOW)

    assert anchor(now=NOW + timedelta(hours=1)) == note
    assert check_record().verdicts[0].after == 0


TAMPERINGS = {
    "text": "UPDATE ledger_entry SET text = '{}' WHERE counter = 7",
    "time": "UPDATE ledger_entry SET recorded_at = happened_at WHERE counter = 13",
    "audience": "UPDATE ledger_entry SET audience = 'all' WHERE counter = 7",
    "unit": "UPDATE ledger_entry SET unit = 4 WHERE counter = 7",
    "author": "UPDATE ledger_entry SET actor = 'Eve' WHERE counter = 7",
    "nobody": "UPDATE ledger_entry SET account = NULL WHERE counter = 7",
    "leaf": "UPDATE ledger_entry SET leaf = (SELECT leaf FROM ledger_entry WHERE counter = 6)"
    " WHERE counter = 7",
    "renumbered": "UPDATE ledger_entry SET counter = 99 WHERE counter = 7",
    "arrival": "UPDATE ledger_entry SET arrival = 99 WHERE counter = 13",
    "key": f"UPDATE ledger_node SET log_id = '{'0' * 64}'",
    "name": "UPDATE ledger_node SET name = 'muster/eve'",
    "size": "UPDATE ledger_node SET size = size - 1",
    "frontier": "UPDATE ledger_node SET frontier = (SELECT root FROM ledger_head LIMIT 1)",
    "head root": "UPDATE ledger_head SET root = (SELECT leaf FROM ledger_entry WHERE counter = 6)",
    "head size": "UPDATE ledger_head SET size = 9",
    "head note": "UPDATE ledger_head SET note = replace(note, 'time 2030', 'time 2031')",
    "personal": "UPDATE ledger_personal SET text = '{}' WHERE entry_id = 7",
    "salt": "UPDATE ledger_personal SET salt = (SELECT leaf FROM ledger_entry WHERE counter = 6)"
    " WHERE entry_id = 7",
    "erased unsaid": "UPDATE ledger_personal SET text = '' WHERE entry_id = 7",
    "personal gone": "DELETE FROM ledger_personal WHERE entry_id = 7",
    "heads gone": "DELETE FROM ledger_head",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_found(tampering: str) -> None:
    entries(12)
    with recorded(ADA, now=NOW) as record:
        record("x.y", "x:1", audience="all", happened_at=NOW - timedelta(hours=1))
    assert check_record().is_sound

    harm(TAMPERINGS[tampering])

    assert not check_record().is_sound


def without(counter: int) -> list[str]:
    return [
        f"DELETE FROM ledger_personal WHERE entry_id = {counter}",
        f"DELETE FROM ledger_entry WHERE counter = {counter}",
    ]


def test_a_removed_entry_is_found() -> None:
    entries(12)
    harm(*without(7))

    assert "entry 8 stands where 7 should" in said(check_record())


def test_a_removed_entry_with_all_later_ones_renumbered_is_found() -> None:
    entries(12)
    harm(
        *without(7),
        *(f"UPDATE ledger_entry SET counter = {n - 1} WHERE counter = {n}" for n in range(8, 13)),
    )

    assert not check_record().is_sound


def test_two_swapped_entries_are_found() -> None:
    entries(12)
    harm(
        "UPDATE ledger_entry SET counter = 99 WHERE counter = 7",
        "UPDATE ledger_entry SET counter = 7 WHERE counter = 8",
        "UPDATE ledger_entry SET counter = 8 WHERE counter = 99",
    )

    assert not check_record().is_sound


def rewrite(counter: int, text: str) -> None:
    """Change one entry and make everything behind it fit again, but for signed heads."""
    rows = list(Entry.objects.order_by("counter"))
    node = Node.objects.get()
    tree = Frontier()
    with unguarded(), connection.cursor() as cursor:
        for row in rows:
            row.text = text if row.counter == counter else row.text
            leaf = leaf_hash(
                leaf_text(draft_of(row), counter=row.counter, log_id=node.log_id).encode()
            )
            tree.append(leaf)
            cursor.execute(
                "UPDATE ledger_entry SET text = %s, leaf = %s WHERE counter = %s",
                (row.text, leaf, row.counter),
            )
        cursor.execute("UPDATE ledger_node SET frontier = %s", (tree.packed(),))


def draft_of(row: Entry) -> Draft:
    names = "uuid kind subject unit season audience account person actor via text commitment"
    values: dict[str, Any] = {name: getattr(row, name) for name in names.split()}
    values |= {name: time_text(getattr(row, name)) for name in ("happened_at", "recorded_at")}
    return Draft(**values)


def test_a_full_rewrite_is_found_by_the_heads_that_were_signed_before() -> None:
    entries(12)
    rewrite(7, "{}")

    assert "another root" in said(check_record())


def test_a_full_rewrite_with_new_heads_is_found_by_a_head_kept_elsewhere() -> None:
    entries(12)
    kept = read_head(anchor(now=NOW))
    rewrite(7, "{}")
    harm("DELETE FROM ledger_head", "UPDATE ledger_node SET anchored_size = 0")
    anchor(now=NOW)

    assert check_record().is_sound
    report = check_record(held=[kept])
    assert not report.is_sound
    assert "another root" in said(report)


def cut_tail() -> None:
    tree = Frontier()
    for leaf in Entry.objects.filter(counter__lte=10).values_list("leaf", flat=True):
        tree.append(bytes(leaf))
    harm(
        "DELETE FROM ledger_personal WHERE entry_id > 10",
        "DELETE FROM ledger_entry WHERE counter > 10",
        "DELETE FROM ledger_head WHERE size > 10",
    )
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_node SET size = 10, anchored_size = 1, frontier = %s", (tree.packed(),)
        )


def test_a_tail_cut_with_its_heads_or_an_old_backup_is_found_by_a_kept_head() -> None:
    entries(12)
    note = anchor(now=NOW)
    cut_tail()

    assert check_record().is_sound
    assert "the end was cut off" in said(check_record(held=[read_head(note)]))
    assert hold(note, holder="phone 7") is Held.CONTRADICTS
    assert "the end was cut off" in said(check_record())


def test_a_replaced_key_is_found_by_who_knows_the_old_one() -> None:
    entries(2)

    assert check_record(keys=[local_key().log_id]).is_sound
    assert check_record(keys=[local_key().verifier_key]).is_sound
    assert not check_record(keys=["0" * 64]).is_sound


def test_two_views_of_one_log_cannot_both_be_held() -> None:
    """A head signed over other entries, shown to another client, contradicts what stands here."""
    entries(5)
    split = local_key().sign_head(size=5, root=leaf_hash(b"other"), at=time_text(NOW))

    assert hold(split, holder="phone 8") is Held.CONTRADICTS
    assert not check_record().is_sound


def test_an_honest_client_agrees_and_a_stranger_is_refused(tmp_path: Path, settings: Any) -> None:
    entries(5)
    note = anchor(now=NOW)
    entries(300, start=5)

    assert hold(note, holder="phone 7") is Held.FITS
    assert hold(note, holder="phone 7") is Held.FITS
    assert Head.objects.filter(holder="phone 7").count() == 1
    use_node(settings, tmp_path, "stranger")
    forged = local_key().sign_head(size=1, root=leaf_hash(b""), at=time_text(NOW))
    for wrong in (forged, "nonsense", note.replace("\n5\n", "\n4\n")):
        with pytest.raises(DomainError) as refusal:
            hold(wrong, holder="phone 9")
        assert refusal.value.code == "ledger.forged"


def test_an_erasure_keeps_the_tree_whole_and_leaves_no_trace_of_the_text() -> None:
    entries(3)
    entry = Entry.objects.get(counter=2)

    receipt = erase(ADA, entry=entry, reason="court order 12", now=NOW)

    part = Personal.objects.get(entry=entry)
    assert (part.text, bytes(part.salt), part.erasure) == ("", b"", receipt.uuid)
    report = check_record()
    assert report.is_sound
    assert report.erased == 1
    with pytest.raises(DomainError) as refusal:
        erase(ADA, entry=entry, reason="again", now=NOW)
    assert refusal.value.code == "ledger.nothing_personal"
    assert Entry.objects.count() == 4


letters = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20
)


@settings(max_examples=60, deadline=None)
@given(
    names=st.tuples(letters, letters, letters),
    body=st.dictionaries(letters, letters | st.integers(-9, 9), max_size=3),
    moment=st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ids=st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
)
def test_the_database_writes_rows_out_as_the_writer_did(
    names: tuple[str, str, str], body: dict[str, object], moment: Any, ids: int | None
) -> None:
    """The scan in SQL and :func:`leaf_text` must agree on every value, on both databases."""
    try:
        with recorded(ADA, now=moment) as record:
            record(names[0], names[1], audience="all", unit=ids, season=ids, body=body)
    except ValueError as refusal:
        assert "twice" in str(refusal)  # noqa: PT017 - keys that are one in normal form

    assert check_record().is_sound


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("unit", '3,"uuid":"x"'),
        ("season", "1x"),
        ("account", b"5"),
        ("commitment", "a" * 65),
        ("uuid", "a" * 33),
        ("happened_at", "2030-08-16 02:42:00.000000,"),
        ("text", b"{}"),
    ],
)
def test_a_value_that_could_hold_its_neighbour_is_no_value(column: str, value: str | bytes) -> None:
    """SQLite stores any type anywhere; a moved border between columns would keep the bytes."""
    entries(2)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_entry SET {column} = %s WHERE counter = 2", (value,))

    with executing() as execute:
        (page,) = pages(execute, sql=scan_sql("sqlite"), upto=2)
    assert [row[4] for row in page] == [1, 0]


def test_a_second_log_of_this_database_is_checked_too(tmp_path: Path, settings: Any) -> None:
    entries(3)
    use_node(settings, tmp_path, "second")
    entries(2, start=3)

    assert [verdict.size for verdict in check_record().verdicts] == [3, 2]
    assert list(Entry.objects.values_list("arrival", "counter")) == [
        *((1, 1), (2, 2), (3, 3), (4, 1), (5, 2))
    ]
