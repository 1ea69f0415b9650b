"""Requests of devices at once, on real transactions. Prints what each was told, as JSON.

Usage: races.py, in an installation of its own that has been migrated.
"""

import json
import sys
from typing import Any


def stories() -> dict[str, Any]:
    """One key four times, one key with two bodies, two tokens for the last place of a unit."""
    from django.test import override_settings
    from tests import make_control as make
    from tests import make_tokens
    from tests.season.at_once import at_once

    from muster.api.models import Token
    from muster.control.models import Incident, Line

    with override_settings(MUSTER_NOW=make.NOW, ALLOWED_HOSTS=["testserver"]):
        one = make_tokens.program()
        at = make_tokens.now().isoformat()
        same = at_once(
            *[lambda: told(one.post("emergency", key="one-key-1", text="ngã", at=at))] * 4
        )
        other = at_once(
            *[
                lambda text=text: told(one.post("reports", key="one-key-2", text=text, at=at))
                for text in ("một", "hai")
            ]
        )
        named = at_once(*[lambda: make_tokens.issue(one.field, one.issuer, name="khác")[0]] * 2)
        return {
            "same": len(set(same)) == 1 and same[0].startswith("200"),
            "lines of it": Line.objects.filter(text__contains="ngã").count(),
            "incidents": Incident.objects.count(),
            "other": [word.partition(" ")[0] for word in other],
            "lines of the other": Line.objects.filter(text__in=("một", "hai")).count(),
            "named": named,
            "tokens": Token.objects.filter(name="khác").count(),
        }


def told(answer: Any) -> str:
    return f"{answer.status_code} {answer.content.decode()}"


def main() -> int:
    import django

    django.setup()
    json.dump(stories(), sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
