"""The node's own key: made at first use, kept in one file that only its owner can read."""

import base64
import contextlib
import os
import re
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster.ledger.verifier import ED25519, head_text, key_hash, signed_note, write_key

KEY_FILE: Final = "node.key"
PREFIX: Final = "PRIVATE+KEY"


class UnsafeKey(RuntimeError):
    """The key file is unreadable, or readable by others than its owner."""


@dataclass(frozen=True, slots=True)
class NodeKey:
    """A node's name and private key. log_id: SHA-256 of the public key, hex."""

    name: str
    secret: Ed25519PrivateKey
    public: bytes
    log_id: str

    @property
    def verifier_key(self) -> str:
        """The public key as one line."""
        return write_key(self.name, self.public)

    def sign_head(self, *, size: int, root: bytes, at: str) -> str:
        """Sign that this log has *root* at *size*; returns the whole note."""
        return self.sign(head_text(name=self.name, size=size, root=root, at=at))

    def sign(self, text: str) -> str:
        """Sign any text that ends a line; returns the whole note."""
        signature = self.secret.sign(text.encode())
        return signed_note(text, name=self.name, public=self.public, signature=signature)


@lru_cache(maxsize=8)
def node_key(directory: Path, node: str) -> NodeKey:
    """Read the key of this data directory, or make it for *node*.

    Raises UnsafeKey if others could read it: a key that was copied proves nothing.
    """
    path = directory / KEY_FILE
    if not path.exists():
        _make(path, node)
    if path.stat().st_mode & 0o077:
        raise UnsafeKey(f"{path} can be read by others; chmod 600 it, or move it away")
    return _read(path)


def _make(path: Path, node: str) -> None:
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", node)[:60] or "node"
    name = f"muster/{plain}/{sha256(public).hexdigest()[:8]}"
    body = base64.b64encode(ED25519 + seed).decode()
    line = f"{PREFIX}+{name}+{key_hash(name, public).hex()}+{body}\n"
    make_key_file(path, line.encode())


def make_key_file(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, unless it is there already.

    Of two processes that start at once, one wins; both read what stands there afterwards.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # A link cannot replace.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def _read(path: Path) -> NodeKey:
    parts = path.read_text().strip().removeprefix(PREFIX + "+").split("+", 2)
    try:
        name, known, body = parts
        secret = Ed25519PrivateKey.from_private_bytes(base64.b64decode(body, validate=True)[1:])
    except ValueError as fault:
        raise UnsafeKey(f"{path} is not a key file") from fault
    public = secret.public_key().public_bytes_raw()
    if key_hash(name, public).hex() != known:
        raise UnsafeKey(f"{path} is damaged")
    return NodeKey(name, secret, public, sha256(public).hexdigest())
