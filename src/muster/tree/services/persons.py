from datetime import datetime

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.tree.errors import NothingChanges, NumberTaken
from muster.tree.models import Person
from muster.tree.names import KEY_LENGTH, search_key, sort_key, tidy

TEXTS = ("number", "name", "rank", "position", "phone", "email")


def save_person(actor: Actor, *, person: Person, now: datetime) -> Person:
    """Add a person to the register or change the entry.

    What is personal goes behind a commitment, so that the record can lawfully forget it.
    Raises NumberTaken.
    """
    with recorded(actor, now=now) as record:
        prepare_person(person)
        twin = Person.objects.filter(number=person.number).exclude(pk=person.pk).first()
        if twin is not None:
            raise NumberTaken(number=person.number, person=twin.name)
        kind = "person.changed" if person.pk else "person.added"
        person.save()
        _record(record, kind, person)
    return person


def deactivate_person(actor: Actor, *, person_id: int, now: datetime) -> Person:
    """Take a person out of duty; the register keeps the entry. Raises NothingChanges."""
    with recorded(actor, now=now) as record:
        person = Person.objects.select_for_update().get(pk=person_id)
        if not person.is_active:
            raise NothingChanges(unit=person.name)
        person.is_active = False
        person.save(update_fields=["is_active"])
        _record(record, "person.left", person)
    return person


def prepare_person(person: Person) -> None:
    """Tidy the texts of *person* and compute the keys."""
    for text in TEXTS:
        setattr(person, text, tidy(getattr(person, text)))
    person.sort_key = sort_key(person.name)
    person.search_key = search_key(f"{person.name} {person.number}")[:KEY_LENGTH]


def _record(record: Record, kind: str, person: Person) -> None:
    record(
        kind=kind,
        subject=f"person:{person.pk}",
        unit=person.unit_id,
        audience=Audience.STAFF,
        body={"rank": person.rank, "is_active": person.is_active},
        personal={text: getattr(person, text) for text in TEXTS},
    )
