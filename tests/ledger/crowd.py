"""One process of a crowd of writers. Usage: crowd.py THREADS ENTRIES RETRIES NAME

Each thread records ENTRIES entries; each entry is sent RETRIES times under one UUID, as a phone
does whose answer was lost. Prints "counter leaf" for every receipt.
"""

import os
import sys
import threading
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.ledger.alone"
django.setup()

from django.db import connection  # noqa: E402 - after the settings

from muster.ledger.actor import command  # noqa: E402
from muster.ledger.services import Receipt, recorded, retry_on_deadlock  # noqa: E402

NOW = datetime(2030, 8, 16, tzinfo=UTC)


@retry_on_deadlock
def send(name: str, number: int) -> Receipt:
    uuid = uuid5(NAMESPACE_URL, f"{name}/{number}")
    with recorded(command("crowd"), now=NOW, client_uuid=uuid) as record:
        if record.is_replay:
            return record.replayed[0]
        record("crowd.sent", f"crowd:{name}", audience="staff", body={"number": number})
    return record.receipts[0]


def work(name: str, count: int, retries: int, said: list[str]) -> None:
    for number in range(count):
        receipts = {send(name, number) for _ in range(retries)}
        said += [f"{receipt.counter} {receipt.leaf_hash}" for receipt in receipts]
    connection.close()


def main(threads: int, count: int, retries: int, name: str) -> None:
    said: list[str] = []
    crowd = [
        threading.Thread(target=work, args=(f"{name}-{number}", count, retries, said))
        for number in range(threads)
    ]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    sys.stdout.write("\n".join(said) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
