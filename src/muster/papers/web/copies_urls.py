from django.urls import path

from muster.papers.web import copy_grid  # noqa: F401  # importing registers it
from muster.papers.web.views.copies import (
    destroying,
    holding,
    issuing,
    labels,
    lists,
    losing,
    ordering,
    printing,
    series,
)

urlpatterns = [
    path("", lists.every, name="copies"),
    path("new", ordering.new, name="new-series"),
    path("holders/", holding.holders, name="holders"),
    path("holders/<int:unit_id>/", holding.holder, name="holder"),
    path("issues/<int:issue_id>/", issuing.one, name="issue"),
    path("issues/<int:issue_id>/sheet.docx", issuing.sheet, name="issue-sheet"),
    path("issues/<int:issue_id>/<slug:action>", issuing.act, name="act-issue"),
    path("missing/", losing.losses, name="losses"),
    path("missing/<int:loss_id>/", losing.one, name="loss"),
    path("missing/<int:loss_id>/explain", losing.explain, name="explain-loss"),
    path("printing/", printing.printings, name="printings"),
    path("printing/<int:printing_id>/", printing.one, name="printing"),
    path("printing/<int:printing_id>/<slug:action>", printing.act, name="act-printing"),
    path("destroyed/<int:destruction_id>/", destroying.one, name="destruction"),
    path(
        "destroyed/<int:destruction_id>/minutes.docx", destroying.minutes, name="destruction-word"
    ),
    path("destroyed/<int:destruction_id>/<slug:action>", destroying.act, name="act-destruction"),
    path("<int:series_id>/", series.one, name="series"),
    path("<int:series_id>/change", ordering.change, name="change-series"),
    path("<int:series_id>/labels", labels.labels, name="copy-labels"),
    path("<int:series_id>/act/<slug:action>", series.act, name="act-series"),
    path("<int:series_id>/<int:number>/", series.copy, name="copy"),
]
