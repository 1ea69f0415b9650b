"""For which post a token is, and what may be done with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.api.models import Token
from muster.api.queries.tokens import may_issue, posts_with_shifts
from muster.api.services import TokenDraft
from muster.duty.models import Post
from muster.season.models import Event
from muster.tree.models import Account


class TokenForm(forms.Form):
    """A device of one post; only what the issuer may do is offered."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"))
    name = forms.CharField(
        label=pgettext_lazy("device", "Name in the log"),
        max_length=40,
        help_text=_("It signs what the device says: no name of a person is needed."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the device may do"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, event: Event, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = may_issue(account, event)
        post, scopes = self.fields["post"], self.fields["scopes"]
        assert isinstance(post, forms.ModelChoiceField)
        assert isinstance(scopes, forms.MultipleChoiceField)
        post.queryset = posts_with_shifts(event)
        post.empty_label = pgettext_lazy("token", "choose a post")
        scopes.choices = [(one.value, one.label) for one in Token.Scope if one in allowed]

    def draft(self) -> TokenDraft:
        """What the service wants."""
        given = self.cleaned_data
        return TokenDraft(
            post=given["post"],
            name=given["name"],
            scopes=[Token.Scope(word) for word in given["scopes"]],
        )
