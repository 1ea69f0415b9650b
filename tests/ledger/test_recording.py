import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from muster.errors import DomainError
from muster.ledger import queries
from muster.ledger.actor import Actor, command
from muster.ledger.models import Audience, Entry, Head, Node, Personal
from muster.ledger.services import Receipt, Record, recorded

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
ADA = Actor(name="Ada", via="page", account_id=5, person_id=7)


def note(record: Record, subject: str = "step:1", **more: object) -> UUID:
    given = {"audience": Audience.UNIT, "unit": 3, "season": 1, "body": {"to": "submitted"}, **more}
    return record("step.submitted", subject, **given)  # type: ignore[arg-type]


def once(subject: str = "step:1", client_uuid: UUID | None = None) -> Receipt:
    with recorded(ADA, now=NOW, client_uuid=client_uuid) as record:
        if record.is_replay:
            return record.replayed[0]
        note(record, subject)
    return record.receipts[0]


def fail() -> None:
    with recorded(ADA, now=NOW) as record:
        Node.objects.create(name="x", log_id="x", verifier_key="x")
        note(record, "step:2")
        raise RuntimeError


def test_an_entry_says_who_what_when_and_for_whom() -> None:
    receipt = once()

    entry = Entry.objects.get(uuid=receipt.uuid)
    assert (entry.counter, entry.arrival) == (receipt.counter, receipt.arrival) == (1, 1)
    assert (entry.account, entry.person, entry.actor, entry.via) == (5, 7, "Ada", "page")
    assert (entry.unit, entry.season, entry.audience) == (3, 1, "unit")
    assert (entry.happened_at, entry.recorded_at) == (NOW, NOW)
    assert entry.body == {"to": "submitted"}
    assert bytes(entry.leaf).hex() == receipt.leaf_hash


def test_numbers_follow_each_other_without_a_gap() -> None:
    for _ in range(3):
        once()
    with pytest.raises(RuntimeError):
        fail()
    once()

    assert list(Entry.objects.values_list("counter", "arrival")) == [(n, n) for n in (1, 2, 3, 4)]
    assert queries.latest() == queries.Latest(number=4, recorded_at=NOW)


def test_a_block_inside_another_joins_it() -> None:
    with recorded(ADA, now=NOW) as outer:
        note(outer, "step:1")
        with recorded(command("import"), now=NOW) as inner:
            note(inner, "step:2")
        assert inner.receipts == []
        note(outer, "step:3")

    assert [r.counter for r in outer.receipts] == [1, 3]
    assert [r.counter for r in inner.receipts] == [2]


def test_a_failed_inner_block_leaves_neither_rows_nor_entries() -> None:
    with recorded(ADA, now=NOW) as outer:
        note(outer, "step:1")
        with pytest.raises(RuntimeError):
            fail()
        note(outer, "step:3")

    assert [entry.subject for entry in Entry.objects.all()] == ["step:1", "step:3"]
    assert not Node.objects.filter(name="x").exists()


def test_a_retry_returns_the_same_receipt_and_changes_nothing() -> None:
    uuid = uuid4()

    first, second = once(client_uuid=uuid), once(client_uuid=uuid)

    assert first == second
    assert first.uuid == uuid
    assert Entry.objects.count() == 1


def test_a_retry_of_several_entries_returns_all_receipts() -> None:
    uuid = uuid4()
    with recorded(ADA, now=NOW, client_uuid=uuid) as first:
        note(first, "step:1")
        note(first, "step:2")

    with recorded(ADA, now=NOW, client_uuid=uuid) as again:
        note(again, "step:1")
        note(again, "step:2")

    assert again.is_replay
    assert again.replayed == first.receipts
    assert again.receipts == []


def test_a_retry_with_other_content_is_refused() -> None:
    uuid = uuid4()
    once("step:1", client_uuid=uuid)

    with pytest.raises(DomainError) as refusal, recorded(ADA, now=NOW, client_uuid=uuid) as record:
        note(record, "step:2")

    assert refusal.value.code == "ledger.uuid_reused"


def test_a_retry_by_somebody_else_is_refused() -> None:
    uuid = uuid4()
    once(client_uuid=uuid)
    eve = Actor(name="Eve", via="page", account_id=6)

    with pytest.raises(DomainError) as refusal, recorded(eve, now=NOW, client_uuid=uuid):
        pass

    assert refusal.value.code == "ledger.uuid_of_another"


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "everyone"},
        {"audience": Audience.UNIT, "unit": None},
        {"audience": Audience.SEASON, "season": None},
        {"body": {"share": 0.5}},
        {"body": {"at": datetime(2030, 8, 16)}},  # noqa: DTZ001 - the refusal is the point
        {"subject": ""},
        {"subject": "x" * 201},
        {"subject": "a\0b"},
        {"unit": 2**53},
    ],
)
def test_what_cannot_be_recorded_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError), recorded(ADA, now=NOW) as record:
        note(record, **wrong)  # type: ignore[arg-type]

    assert not Entry.objects.exists()


def test_names_are_recorded_in_one_normal_form() -> None:
    with recorded(ADA, now=NOW) as record:
        note(record, body={"name": "Chốt cổng"})

    assert Entry.objects.get().body == {"name": "Chốt cổng"}


def test_a_personal_part_stands_apart_behind_its_commitment() -> None:
    with recorded(ADA, now=NOW) as record:
        note(record, personal={"phone": "0912"})

    entry, part = Entry.objects.get(), Personal.objects.get()
    assert "0912" not in entry.text
    assert part.entry == entry
    assert len(entry.commitment) == 64
    assert len(bytes(part.salt)) == 32


def test_a_named_list_is_an_audience() -> None:
    with recorded(ADA, now=NOW) as record:
        note(record, audience=Audience.listed("command-post"))

    assert Entry.objects.get().audience == "list:command-post"


@pytest.mark.parametrize(("spent_s", "warnings"), [(2.0, 0), (2.1, 1)])
def test_a_long_write_is_told_with_its_kinds(
    spent_s: float, warnings: int, caplog: pytest.LogCaptureFixture
) -> None:
    readings = iter([10.0, 10.0 + spent_s])

    with (
        caplog.at_level(logging.WARNING),
        recorded(ADA, now=NOW, stopwatch=lambda: next(readings)) as record,
    ):
        note(record)

    told = [text for text in caplog.messages if "step.submitted" in text]
    assert len(told) == warnings


def test_heads_are_signed_by_number_and_by_time() -> None:
    for _ in range(51):
        once()
    assert list(Head.objects.values_list("size", flat=True)) == [1, 51]

    with recorded(ADA, now=NOW + timedelta(seconds=10)) as record:
        note(record)

    assert Head.objects.latest("size").size == 52


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET subject = 'step:2'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_head SET size = 9",
        "DELETE FROM ledger_head",
        "DELETE FROM ledger_node",
        "UPDATE ledger_node SET size = 0",
        "UPDATE ledger_personal SET text = 'other'",
        "DELETE FROM ledger_personal",
    ],
)
def test_the_database_refuses_to_change_or_remove(sql: str) -> None:
    with recorded(ADA, now=NOW) as record:
        note(record, personal={"phone": "0912"})

    with (
        pytest.raises(IntegrityError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert Entry.objects.get().subject == "step:1"


def test_the_database_refuses_a_gap() -> None:
    once()
    entry = Entry.objects.get()
    entry.arrival, entry.counter, entry.uuid = 2, 3, uuid4()

    with pytest.raises(IntegrityError, match="before is missing"), transaction.atomic():
        entry.save(force_insert=True)


def test_entries_are_found_by_unit_season_and_subject() -> None:
    for subject in ("step:1", "step:12", "Step:1", "venue:1"):
        once(subject)

    def found(**wanted: object) -> list[str]:
        return [entry.subject for entry in queries.entries_for(**wanted)]  # type: ignore[arg-type]

    assert found(subject_prefix="step:1") == ["step:1", "step:12"]
    assert found(unit=3, season=1) == ["step:1", "step:12", "Step:1", "venue:1"]
    assert found(unit=4) == []
