"""The phone's page lives under an address of its own: its worker may see no other page."""

from django.urls import path

from muster.control.web.views import phone

app_name = "phone"
urlpatterns = [
    path("", phone.page, name="page"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("worker.js", phone.worker, name="worker"),
]
