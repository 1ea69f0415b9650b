"""What the environment must say, and how its faults are named."""

from pathlib import Path

import pytest

from muster.site.env import BadEnvironment, postgres_settings, read_environment
from muster.site.sqlite.driver import is_safe

GOOD_KEY = "k7Qv2Lw9Zr4Kp8Ym3Nc6Hb1Gf5Ds0JaTxUeRiOwPqWsEdRfTgYhUj"


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadEnvironment, match="MUSTER_SECRET_KEY: missing"):
        read_environment({"MUSTER_DATA": str(tmp_path)})


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (GOOD_KEY[:49], "only 49 letters long"),
        ("ab" * 40, "only 2 different letters"),
        ("django-insecure-" + GOOD_KEY, "a known default"),
    ],
)
def test_a_weak_key_is_refused_with_its_weakness(tmp_path: Path, key: str, why: str) -> None:
    with pytest.raises(BadEnvironment, match=why):
        read_environment({"MUSTER_DATA": str(tmp_path), "MUSTER_SECRET_KEY": key})


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadEnvironment) as refusal:
        read_environment(
            {
                "MUSTER_DATA": str(tmp_path),
                "MUSTER_DATABASE_URL": "mysql://x",
                "MUSTER_NOW": "2030-08-16T09:42:00",
            }
        )

    named = [line.split(":")[0] for line in str(refusal.value).splitlines()]
    assert named == ["MUSTER_SECRET_KEY", "MUSTER_DATABASE_URL", "MUSTER_NOW"]


def test_the_kept_file_speaks_where_the_environment_is_silent(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text(GOOD_KEY)
    (tmp_path / "muster.env").write_text("# clock\nMUSTER_NOW=2030-08-16T09:42:00+07:00\n")

    found = read_environment({"MUSTER_DATA": str(tmp_path)})

    assert found.secret_key == GOOD_KEY
    assert found.now is not None
    assert found.now.isoformat() == "2030-08-16T09:42:00+07:00"


def test_the_environment_wins_over_the_kept_file(tmp_path: Path) -> None:
    (tmp_path / "muster.env").write_text("MUSTER_NODE=kept\n")

    found = read_environment(
        {"MUSTER_DATA": str(tmp_path), "MUSTER_SECRET_KEY": GOOD_KEY, "MUSTER_NODE": "said"}
    )

    assert found.node == "said"


def test_a_postgres_address_becomes_settings() -> None:
    found = postgres_settings("postgresql://me:p%40ss@db:5433/season?host=/run/pg")

    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("season", "me", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("/run/pg", "5433")


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 7), True),
        ((3, 45, 0), False),
    ],
)
def test_affected_sqlite_versions_are_known(version: tuple[int, int, int], safe: bool) -> None:
    assert is_safe(version) is safe
