"""Another process that writes. Usage: writer.py DATABASE COUNT UNIT SEASON AUDIENCE

Records entries one a commit, as a worker or a gateway does, and prints their numbers.
"""

import os
import sys
from datetime import UTC, datetime

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from muster.ledger.actor import command  # noqa: E402
from muster.ledger.services import recorded  # noqa: E402

NOW = datetime(2030, 8, 16, tzinfo=UTC)


def main(count: int, unit: int, season: int, audience: str) -> None:
    for place in range(count):
        with recorded(command("writer"), now=NOW) as record:
            subject = f"written:{os.getpid()}/{place}"
            record("test.written", subject, audience=audience, unit=unit, season=season)
        sys.stdout.write(f"{record.receipts[0].arrival}\n")


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
