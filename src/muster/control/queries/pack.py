"""The pack of a room, and what its log line may name."""

from functools import lru_cache

from muster.control.models import ControlRoom
from muster.control.reading import Lexicon
from muster.packs import Pack, load
from muster.packs.language import language
from muster.packs.schema import PhonePart
from muster.season.models import Season


def pack_of(room: ControlRoom) -> Pack:
    """The rules that hold in a room: its season's."""
    season: Season = room.season_unit.season
    return load(season.pack, season.pack_version)


def kept_parts(pack: Pack) -> frozenset[PhonePart]:
    """The parts of a duty that may stay on a device in the field, by their grades."""
    order, rules = list(pack.grades), pack.phone
    highest = order.index(rules.keeps)
    return frozenset(part for part, grade in rules.grades.items() if order.index(grade) <= highest)


def lexicon_of(pack: Pack) -> Lexicon:
    """The codes of the log line, with the templates in the reader's language."""
    return _lexicon(pack.key, pack.version, language())


@lru_cache(maxsize=64)
def _lexicon(key: str, version: str, lang: str) -> Lexicon:
    pack = load(key, version)
    return Lexicon(
        kinds={one.code: one.key for one in pack.line_kinds.values()},
        templates={
            one.code: (one.kind, one.text.say(lang)) for one in pack.line_templates.values()
        },
    )
