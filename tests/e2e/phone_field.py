"""Fill an empty installation with a day in the field: python tests/e2e/phone_field.py PASSWORD.

Two officers on one post of an open room, and a commander: username, one a line. MUSTER_DATA and
MUSTER_NOW say where and when.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"


def fill(password: str) -> None:
    """Migrate, then build the day through the services."""
    # Django reads the environment when it is set up, so nothing of it is imported before
    import django

    django.setup()
    from django.core.management import call_command
    from tests import make_duty, make_phones

    from muster.tree.table import Role
    from muster.venues.models import VenueContact

    for database in ("default", "queue"):
        call_command("migrate", database=database, verbosity=0)
    field = make_phones.field(phones=2)
    root = field.day.world.root
    venue = field.day.event.venue
    assert venue is not None
    VenueContact.objects.create(
        venue=venue, name="Trần Văn Điện", duty="tổ điện", phone="0900 000 206"
    )
    chief = make_duty.person("Lê Thị Chỉ Huy", unit=root.unit, level=20)
    commander = make_duty.account(Role.COMMANDER, on=root, person=chief)
    field.day.say(f"@{field.team.number} /lenh Mở cả hai cánh cửa A trước 7 giờ 15, báo lại")
    for account in (*(phone.account for phone in field.phones), commander):
        account.set_password(password)
        account.save()
        sys.stdout.write(f"{account.username}\n")


if __name__ == "__main__":
    fill(sys.argv[1])
