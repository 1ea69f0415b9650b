"""The rows that one act looks at and changes, read once and saved once."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Model

from muster.control.bridge.tables import COLUMNS, TABLES, R, differing, model_of, row_of
from muster.control.projecting import EVERY_ROW, Fact, Row, project


@dataclass(slots=True)
class Live:
    """Looks into the tables; keeps what changed until :meth:`save`, in the caller's transaction.

    The caller has the room locked, so no other act changes its rows meanwhile.
    """

    _stored: dict[UUID, Row] = field(default_factory=dict)
    _now: dict[UUID, Row] = field(default_factory=dict)

    def __call__(self, row: type[R], key: UUID) -> R:
        """The row as this act has it so far. Raises KeyError."""
        found = self.find(row, key)
        if found is None:
            raise KeyError(key)
        return found

    def find(self, row: type[R], key: UUID) -> R | None:
        """The row as this act has it so far, or nothing."""
        if key not in self._now:
            model = TABLES[row]._default_manager.filter(pk=key).only(*COLUMNS[row]).first()  # noqa: SLF001  # Django's documented name
            if model is None:
                return None
            self._stored[key] = self._now[key] = row_of(row, model)
        found = self._now[key]
        assert isinstance(found, row)
        return found

    def hold(self, row: type[Row], model: Model) -> None:
        """Take a row that the caller read after locking the room, so that it is not read again."""
        if model.pk not in self._now:
            self._stored[model.pk] = self._now[model.pk] = row_of(row, model)

    def take(self, fact: Fact) -> None:
        """Fold one entry in."""
        for row in project(fact, self):
            self._now[row.uuid] = row

    def save(self) -> None:
        """Write what is new and what changed, those that others point at first."""
        for kind in EVERY_ROW:
            for row in list(self._now.values()):
                if type(row) is kind:
                    self._write(row)

    def _write(self, row: Row) -> None:
        before = self._stored.get(row.uuid)
        if before is None:
            model_of(row).save(force_insert=True)
        elif changed := differing(before, row):
            TABLES[type(row)]._default_manager.filter(pk=row.uuid).update(**changed)  # noqa: SLF001  # Django's documented name
        self._stored[row.uuid] = row
