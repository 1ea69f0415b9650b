from django.urls import path

from muster.site.workbook import unlocking, views

app_name = "workbook"
urlpatterns = [
    path("", views.start, name="start"),
    path("columns/<str:token>/", views.columns, name="columns"),
    path("<int:import_id>/forget/<int:naming_id>", views.forget_columns, name="forget-columns"),
    path("blank/<slug:pack>/", views.blank, name="blank"),
    path("export/<slug:season>/", views.export, name="export"),
    path("unlocks/<slug:season>/", unlocking.unlocks, name="unlocks"),
    path("work/<int:job_id>/", views.work, name="work"),
    path("work/<int:job_id>/done", views.done, name="done"),
    path("<int:import_id>/", views.preview, name="preview"),
    path("<int:import_id>/apply", views.apply, name="apply"),
    path("<int:import_id>/drop", views.drop, name="drop"),
    path("<int:import_id>/faults", views.faults, name="faults"),
]
