from django.urls import path

from muster.site.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:job_id>/", views.one, name="one"),
    path("<int:job_id>/panel", views.panel, name="panel"),
    path("<int:job_id>/cancel", views.cancel, name="cancel"),
]
