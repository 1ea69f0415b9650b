"""What muster refuses: one base class, rendered in exactly one place.

A refusal has a stable ``code`` (tests and foreign clients hold on to it), named
data, a translatable sentence and an HTTP status. Anything that is not a
:class:`DomainError` is a bug: it is logged and answered with 500.
"""

from typing import Any, ClassVar


class DomainError(Exception):
    """A rule said no. Subclasses set ``code`` and ``template``; keywords fill the sentence."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 409
    template: ClassVar[Any] = "%(detail)s"

    def __init__(self, **params: Any) -> None:
        super().__init__()
        self.params = params

    def __str__(self) -> str:
        return str(self.template) % self.params
