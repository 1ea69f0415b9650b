from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection

from muster.ledger.actor import command
from muster.ledger.models import Audience, Entry
from muster.ledger.services import recorded

NOW = datetime(2030, 8, 16, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_each_committing_test_starts_with_an_empty_guarded_record(run: int) -> None:
    with recorded(command("test"), now=NOW) as record:
        record("test.ran", f"run:{run}", audience=Audience.STAFF)

    assert Entry.objects.count() == 1
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry")
