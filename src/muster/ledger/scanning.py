"""Reads the record row by row, exactly as it is stored, in pages that hold no lock.

The database itself writes out the canonical text of a row, in two halves around the log's id:
that is four times as fast as handing sixteen columns to Python, and it spares drivers' guesses
about types. :func:`muster.ledger.entry.leaf_text` is the definition; a test holds both equal.
"""

from collections.abc import Iterator
from typing import Any, Final

from muster.ledger.writer import Execute

PAGE: Final = 5_000
INTEGERS: Final = ("account", "person", "season", "unit")
TEXTS: Final = ("uuid", "commitment", "happened_at", "recorded_at", "text")

_FIRST: Final = (
    """'{{"account":'||{account}||',"actor":'||{actor}||',"audience":'||{audience}||"""
    """',"body":'||text||',"commitment":"'||commitment||'","counter":'||counter||"""
    """',"happened_at":"'||{happened_at}||'","kind":'||{kind}||',"log":"'"""
)
_SECOND: Final = (
    """'","person":'||{person}||',"recorded_at":"'||{recorded_at}||'","season":'||{season}||"""
    """',"subject":'||{subject}||',"unit":'||{unit}||',"uuid":"'||{uuid}||'","via":'||{via}||'}}'"""
)
_PAGE: Final = (
    "SELECT arrival, node_id, counter, leaf, {sane}, {first}, {second} FROM ledger_entry"
    " WHERE arrival > %s AND arrival <= %s ORDER BY arrival LIMIT %s"
)

# arrival, node, counter, stored leaf hash, has the shape that the writer gives, two halves of text
Row = tuple[int, int, int, Any, Any, Any, Any]


def scan_sql(vendor: str) -> str:
    """The page query for one kind of database."""
    return _sqlite_scan() if vendor == "sqlite" else _postgres_scan()


def _sqlite_scan() -> str:
    parts = {name: f"ifnull({name},'null')" for name in INTEGERS}
    parts |= {name: f"json_quote({name})" for name in _QUOTED}
    parts |= {name: f"replace({name},' ','T')||'Z'" for name in ("happened_at", "recorded_at")}
    parts |= {"uuid": "uuid"}
    # What stands unquoted in the text must not be able to hold more than its own value.
    sane = [f"({name} IS NULL OR typeof({name})='integer')" for name in INTEGERS]
    sane += [f"typeof({name})='text'" for name in TEXTS]
    sane += ["typeof(counter)='integer'", "length(uuid)=32", "length(commitment) IN (0,64)"]
    sane += ["length(happened_at)<=26", "length(recorded_at)<=26"]
    return _PAGE.format(
        sane=" AND ".join(sane),
        first=f"CAST({_FIRST.format(**parts)} AS BLOB)",
        second=f"CAST({_SECOND.format(**parts)} AS BLOB)",
    )


def _postgres_scan() -> str:
    parts = {name: f"coalesce({name}::text,'null')" for name in INTEGERS}
    parts |= {name: f"to_json({name})::text" for name in _QUOTED}
    parts |= {name: _postgres_time(name) for name in ("happened_at", "recorded_at")}
    parts |= {"uuid": "replace(uuid::text,'-','')"}
    return _PAGE.format(
        sane="length(commitment) IN (0,64)",
        first=f"convert_to({_FIRST.format(**parts)}, 'UTF8')",
        second=f"convert_to({_SECOND.format(**parts)}, 'UTF8')",
    )


_QUOTED: Final = ("actor", "audience", "kind", "subject", "via")


def _postgres_time(name: str) -> str:
    utc = f"({name} AT TIME ZONE 'UTC')"
    fraction = f"CASE WHEN date_trunc('second',{utc})={utc} THEN '' ELSE to_char({utc},'.US') END"
    return f"to_char({utc},'YYYY-MM-DD\"T\"HH24:MI:SS')||{fraction}||'Z'"


def pages(execute: Execute, *, sql: str, upto: int) -> Iterator[list[Row]]:
    """All rows up to arrival number *upto*, in order. Rows never change, so pages fit together."""
    last = 0
    while last < upto:
        page: list[Row] = execute(sql, (last, upto, PAGE)).fetchall()
        if not page:
            return
        yield page
        last = page[-1][0]
