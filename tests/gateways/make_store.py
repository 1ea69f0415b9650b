"""The store of positions, empty: on PostgreSQL it outlives the test's transaction."""

from muster.gateways.gps.store import Store, store


def emptied() -> Store:
    """The store without positions and counts."""
    found = store()
    with found._cursor() as cursor:
        cursor.execute("DELETE FROM track")
        cursor.execute("DELETE FROM tally")
    return found
