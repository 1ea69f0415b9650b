"""Why something did not go out, and whether it is for good."""

from typing import Any, Final

from muster.gateways.models import Delivery

Reason: Final = Delivery.Reason
WORDS: Final[dict[str, Any]] = dict(Delivery.Reason.choices)


class Failed(Exception):
    """A try that failed. is_final: trying again would not help."""

    def __init__(self, reason: Delivery.Reason, *, is_final: bool = False) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.is_final = is_final
