import subprocess
import sys

from django.utils import translation

from muster.packs import load

PACK = load("agm")


def test_a_name_speaks_the_language_of_the_request() -> None:
    with translation.override("vi"):
        assert str(PACK.name) == PACK.name.vi
    with translation.override("en-gb"):
        assert str(PACK.name) == PACK.name.en


def test_without_a_language_a_name_is_english() -> None:
    with translation.override(None):
        assert str(PACK.name) == PACK.name.en


def test_without_django_names_and_refusals_are_english() -> None:
    code = (
        "import sys; from muster.packs import load\n"
        "pack = load('agm')\n"
        "try: load('amg')\n"
        "except Exception as refusal: said = str(refusal)\n"
        "assert said == 'There is no rule pack “amg”. Did you mean “agm”?', said\n"
        "sys.exit(str(pack.name) != pack.name.en or 'django' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
