"""Fill a migrated installation with a day in the field: python tests/e2e/phone_field.py PASSWORD.

Two officers on one post, a commander and a dispatcher: username, one a line. The room is open and
has said something; with a second argument, ``waiting``, nobody has opened it yet. MUSTER_DATA and
MUSTER_NOW say where and when.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"


def fill(password: str, *, is_waiting: bool) -> None:
    """Build the day through the services."""
    # Django reads the environment when it is set up, so nothing of it is imported before
    import django

    django.setup()
    from tests import make_duty, make_phones

    from muster.tree.table import Role
    from muster.venues.models import VenueContact

    if is_waiting:
        world = make_duty.world()
        event = make_duty.event(world)
        make_duty.plan(event)
        phones, _roster = make_phones.on_post(world, event, phones=2)
    else:
        field = make_phones.field(phones=2)
        world, event, phones = field.day.world, field.day.event, field.phones
        field.day.say(f"@{field.team.number} /lenh Mở cả hai cánh cửa A trước 7 giờ 15, báo lại")
    assert event.venue is not None
    VenueContact.objects.create(
        venue=event.venue, name="Trần Văn Điện", duty="tổ điện", phone="0900 000 206"
    )
    at_desk = [
        make_duty.account(
            role, on=world.root, person=make_duty.person(name, unit=world.root.unit, level=20)
        )
        for name, role in (
            ("Lê Thị Chỉ Huy", Role.COMMANDER),
            ("Phan Văn Trực Ban", Role.DISPATCHER),
        )
    ]
    for account in (*(phone.account for phone in phones), *at_desk):
        account.set_password(password)
        account.save()
        sys.stdout.write(f"{account.username}\n")


if __name__ == "__main__":
    fill(sys.argv[1], is_waiting=sys.argv[2:] == ["waiting"])
