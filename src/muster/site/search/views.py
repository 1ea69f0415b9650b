"""The search page: one box for everything that the asker may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muster.site.search import finding
from muster.tree.actors import account_of
from muster.tree.permissions import signed_in


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """What has all the words; the list alone where the page is typed into."""
    asked = request.GET.get("q", "")
    words = finding.words_of(asked)
    context = {"asked": asked, "words": words, "groups": finding.find(account_of(request), words)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "search/_groups.html" if is_part else "search/search.html", context)
