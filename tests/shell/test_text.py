from hypothesis import given
from hypothesis import strategies as st

from muster.shell.text import fold
from muster.tree.names import search_key


def test_marks_and_strokes_do_not_matter() -> None:
    assert fold("Chốt  Cổng") == "chot cong"
    assert fold("ĐỒNG") == fold("đong") == "dong"


@given(st.text(alphabet=st.characters(exclude_characters="łŁøØ"), max_size=60))
def test_what_is_typed_folds_as_what_is_stored(text: str) -> None:
    assert fold(text) == search_key(text)
