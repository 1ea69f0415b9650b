"""PostgreSQL breaks a deadlock by cancelling one side; that side's service runs again."""

import threading

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from tests.ledger.make_record import ADA, NOW

from muster.ledger.models import Entry, Node
from muster.ledger.services import recorded, retry_on_deadlock


def cancelled() -> OperationalError:
    fault = OperationalError("deadlock detected")
    fault.__cause__ = psycopg.errors.DeadlockDetected()
    return fault


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_service_runs_again() -> None:
    faults = [cancelled(), cancelled()]

    @retry_on_deadlock
    def service() -> int:
        with recorded(ADA, now=NOW) as record:
            record("x.y", "x:1", audience="all")
            if faults:
                raise faults.pop()
        return record.receipts[0].counter

    assert service() == 1
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_other_faults_and_endless_deadlocks_go_up() -> None:
    calls = []

    @retry_on_deadlock
    def service(fault: OperationalError) -> None:
        calls.append(fault)
        raise fault

    with pytest.raises(OperationalError):
        service(OperationalError("disk full"))
    assert len(calls) == 1
    with pytest.raises(OperationalError):
        service(cancelled())
    assert len(calls) == 5


@pytest.mark.django_db
def test_inside_a_transaction_the_owner_decides() -> None:
    calls = []

    @retry_on_deadlock
    def service() -> None:
        calls.append(1)
        raise cancelled()

    with pytest.raises(OperationalError), transaction.atomic():
        service()
    assert calls == [1]


@pytest.mark.django_db(transaction=True)
def test_two_services_that_lock_crosswise_both_succeed() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so nothing to lock crosswise")
    pair = [Node.objects.create(name=name, log_id=name, verifier_key=name).pk for name in "ab"]
    both_hold_one, tried = threading.Barrier(2), set[int]()

    @retry_on_deadlock
    def service(first: int, second: int) -> None:
        with recorded(ADA, now=NOW) as record:
            Node.objects.select_for_update().get(pk=first)
            if first not in tried:
                tried.add(first)
                both_hold_one.wait(timeout=10)
            Node.objects.select_for_update().get(pk=second)
            record("x.y", f"x:{first}", audience="all")
        connection.close()

    threads = [threading.Thread(target=service, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Entry.objects.values_list("counter", flat=True)) == [1, 2]
