from django.urls import path

from muster.site.grids import done, sheets, views

app_name = "grids"
urlpatterns = [
    path("done/<int:unit_id>/", done.up_to, name="done"),
    path("preview/<int:import_id>/", views.preview, name="preview"),
    path("preview/<int:import_id>/apply", views.apply, name="apply"),
    path("preview/<int:import_id>/drop", views.drop, name="drop"),
    path("preview/<int:import_id>/faults", views.faults, name="faults"),
    path(
        "preview/<int:import_id>/forget/<int:naming_id>",
        views.forget_columns,
        name="forget-columns",
    ),
    path("<slug:key>/<str:place>/columns/<str:token>/", views.columns, name="columns"),
    path("issue/<int:issue_id>/book", sheets.book, name="book"),
    path("issue/<int:issue_id>/packed", sheets.packed, name="packed"),
    path("conflict/<int:conflict_id>/decide", sheets.decide, name="decide"),
    path("<slug:key>/<str:place>/sheets", sheets.sheets, name="sheets"),
    path("<slug:key>/<str:place>/issue", sheets.issue, name="issue"),
    path("<slug:key>/<str:place>/", views.one, name="one"),
]
