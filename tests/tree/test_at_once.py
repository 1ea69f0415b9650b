"""Two people change the tree at the same moment."""

import threading
from datetime import date

import pytest
from django.db import connection
from tests import make_tree as make
from tests.make_tree import LINE, NOW, TESTER

from muster.tree import services
from muster.tree.errors import Cycle
from muster.tree.models import ParentEdge

DAY = date(2025, 7, 1)


@pytest.mark.django_db(transaction=True)
def test_two_moves_cannot_close_a_circle_together() -> None:
    """Each move alone is fine; the later one must see the earlier one, though both began before."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so the second always sees the first")
    one, two = make.unit("One"), make.unit("Two")
    below_one, below_two = make.unit("Below one", parent=one), make.unit("Below two", parent=two)
    ready = threading.Barrier(2)
    refused: list[Exception] = []

    def move(unit: int, parent: int) -> None:
        try:
            ready.wait(timeout=10)
            services.move(TESTER, unit_id=unit, parent_id=parent, kind=LINE, on=DAY, now=NOW)
        except Cycle as cycle:
            refused.append(cycle)
        finally:
            connection.close()

    pairs = ((one.pk, below_two.pk), (two.pk, below_one.pk))
    threads = [threading.Thread(target=move, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    moved = ParentEdge.objects.filter(child__in=[one, two], valid_to=None)
    assert moved.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_transactions_cannot_close_a_circle_together() -> None:
    """The same below the services: the database itself makes the second wait and look again."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so the second always sees the first")
    one, two = make.unit("One"), make.unit("Two")
    written, go = threading.Event(), threading.Event()
    outcome: list[str] = []

    def first() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            ParentEdge.objects.create(child=one, parent=two, kind=LINE, valid_from=DAY)
            written.set()
            go.wait(timeout=2)
            cursor.execute("COMMIT")
        connection.close()

    def second() -> None:
        written.wait(timeout=10)
        try:
            ParentEdge.objects.create(child=two, parent=one, kind=LINE, valid_from=DAY)
            outcome.append("written")
        except Exception as error:  # noqa: BLE001  # whatever it is, the test names it
            outcome.append(str(error))
        connection.close()

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    go.wait(timeout=0.3)
    go.set()
    for thread in threads:
        thread.join()

    assert len(outcome) == 1
    assert "cycle" in outcome[0]
