"""One scope: the rows of a model that an account may see.

Every page, export, file and search goes through :func:`scope`. A capability says in its
``queries.py``, with :func:`scoped`, how each of its models hangs on the tree.
"""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from muster.tree.models import Account
from muster.tree.reach import NOTHING, Reach, reach_of

M = TypeVar("M", bound=Model)
Condition = Callable[[Reach], Q]
_conditions: dict[type[Model], Condition] = {}


def scoped(model: type[Model]) -> Callable[[Condition], Condition]:
    """Register the decorated function as the scope of *model*. A second one raises ValueError."""

    def register(condition: Condition) -> Condition:
        if model in _conditions:
            raise ValueError(f"{model.__name__} has two scopes")
        _conditions[model] = condition
        return condition

    return register


def scope(account: AbstractBaseUser | AnonymousUser, model: type[M]) -> QuerySet[M]:
    """The rows of *model* that *account* may see. Raises KeyError for a model without a scope."""
    condition = _conditions[model]
    rows = model._default_manager.all()  # noqa: SLF001  # Django's documented name
    if not isinstance(account, Account):
        return rows.filter(NOTHING)
    return rows.filter(condition(reach_of(account)))


def scoped_models() -> frozenset[type[Model]]:
    """The models that have a scope."""
    return frozenset(_conditions)
