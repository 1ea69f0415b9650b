import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.ledger.signing import KEY_FILE, NodeKey, UnsafeKey, node_key
from muster.ledger.verifier import BadNote, is_signed, leaf_hash, read_head, read_key

ROOT = leaf_hash(b"x")
AT = "2030-08-16T02:42:00Z"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    node_key.cache_clear()


@pytest.fixture
def key(tmp_path: Path) -> NodeKey:
    return node_key(tmp_path, "main")


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, key: NodeKey) -> None:
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    node_key.cache_clear()
    assert node_key(tmp_path, "renamed").name == key.name
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_two_installations_never_share_a_name(tmp_path: Path) -> None:
    one, two = node_key(tmp_path / "1", "main"), node_key(tmp_path / "2", "main")

    assert one.name != two.name
    assert one.log_id != two.log_id


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, key: NodeKey, mode: int) -> None:
    os.chmod(tmp_path / KEY_FILE, mode)  # noqa: PTH101 - as an administrator would
    node_key.cache_clear()

    with pytest.raises(UnsafeKey):
        node_key(tmp_path, "main")


@pytest.mark.parametrize("damage", ["", "nonsense", "flip"])
def test_a_damaged_key_is_refused(tmp_path: Path, key: NodeKey, damage: str) -> None:
    path = tmp_path / KEY_FILE
    text = path.read_text()
    path.write_text(text.replace(key.name, key.name + "x") if damage == "flip" else damage)
    node_key.cache_clear()

    with pytest.raises(UnsafeKey):
        node_key(tmp_path, "main")


def test_a_signed_head_reads_back(key: NodeKey) -> None:
    note = key.sign_head(size=7, root=ROOT, at=AT)
    head = read_head(note)

    assert (head.name, head.size, head.root, head.at) == (key.name, 7, ROOT, AT)
    assert is_signed(head, read_key(key.verifier_key)) is True


def test_another_key_did_not_sign_it(tmp_path: Path, key: NodeKey) -> None:
    other = node_key(tmp_path / "other", "main")
    note = key.sign_head(size=7, root=ROOT, at=AT)

    assert is_signed(read_head(note), read_key(other.verifier_key)) is False
    renamed = note.replace(key.name, other.name)
    assert is_signed(read_head(renamed), read_key(other.verifier_key)) is False


@given(data=st.data())
def test_no_changed_letter_of_a_head_passes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    key = node_key(tmp_path_factory.getbasetemp() / "flips", "main")
    note = key.sign_head(size=7, root=ROOT, at=AT)
    at = data.draw(st.integers(0, len(note) - 1))
    letter = data.draw(st.sampled_from("aZ09+/= \n\t\r—é").filter(lambda x: x != note[at]))
    wrong = note[:at] + letter + note[at + 1 :]

    try:
        passes = is_signed(read_head(wrong), read_key(key.verifier_key))
    except BadNote:
        return
    assert passes is False


@pytest.mark.parametrize("wrong", ["", "x", "a+b+c", "a+00000000+AQ==", "a b+00000000+AQ=="])
def test_what_is_no_key_is_refused(wrong: str) -> None:
    with pytest.raises(BadNote):
        read_key(wrong)
