"""What is refused about documents, their copies and the remarks on them."""

from muster.errors import DomainError


class PapersError(DomainError):
    """Any refusal of this capability."""
