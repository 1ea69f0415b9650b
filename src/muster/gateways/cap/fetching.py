"""Files of a folder and of a feed, each bounded. What comes from a feed stays with its host."""

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from muster.engines import cap

ATOM: Final = "{http://www.w3.org/2005/Atom}"
MOST_FILES: Final = 200
MOST_FEED_BYTES: Final = cap.MOST_BYTES
TIMEOUT_S: Final = 10.0


class NotFetched(Exception):
    """A folder or feed that could not be read; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file and where it came from."""

    giver: str
    content: bytes


def from_folder(folder: Path) -> Iterator[Found]:
    """The files of a folder, by name. What is no plain file of it is left alone."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".xml", ".cap"))
    except OSError as error:
        raise NotFetched(f"{folder}: {error.strerror}") from None
    for path in paths[:MOST_FILES]:
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                yield Found(path.name, file.read(cap.MOST_BYTES + 1))


def from_feed(address: str, *, seen: set[str]) -> Iterator[Found]:
    """The messages of a feed that were not seen: the feed itself, or what its entries point at.

    Only addresses of the same scheme, host and port are asked; nothing is redirected. Raises
    NotFetched.
    """
    content = fetch(address, most_bytes=MOST_FEED_BYTES)
    try:
        root = cap.parsed(content)
    except cap.Refused:
        yield Found(address, content)
        return
    if root.tag != f"{ATOM}feed":
        yield Found(address, content)
        return
    for entry in root.findall(f"{ATOM}entry")[:MOST_FILES]:
        links = [one.get("href", "") for one in entry.findall(f"{ATOM}link")]
        for href in links[:1]:
            target = urljoin(address, href)
            if target not in seen and _is_beside(address, target):
                seen.add(target)
                yield Found(target, fetch(target, most_bytes=cap.MOST_BYTES))


def _is_beside(address: str, target: str) -> bool:
    one, other = urlsplit(address), urlsplit(target)
    return (one.scheme, one.netloc) == (other.scheme, other.netloc)


def fetch(address: str, *, most_bytes: int) -> bytes:
    """What stands at an address, up to a byte more than that. Raises NotFetched."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotFetched(address)
    try:
        way = _way(parts.scheme, parts.hostname, parts.port)
    except ValueError:
        raise NotFetched(address) from None
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        way.request("GET", path, headers={"Accept": "application/cap+xml, application/atom+xml"})
        answer = way.getresponse()
        if answer.status != http.client.OK:
            raise NotFetched(f"{address}: {answer.status}")
        return answer.read(most_bytes + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched(f"{address}: {error}") from None
    finally:
        way.close()


def _way(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)
