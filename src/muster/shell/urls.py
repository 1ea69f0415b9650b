from django.urls import path

from muster.shell import preferences

app_name = "shell"
urlpatterns = [
    path("theme", preferences.set_theme, name="theme"),
    path("language", preferences.set_language, name="language"),
]
