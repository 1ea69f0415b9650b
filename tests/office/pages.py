"""A browser without a window, signed in and speaking English."""

from django.test import Client

from muster.tree.models import Account


def signed_in(account: Account) -> Client:
    """A client of *account*."""
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client
