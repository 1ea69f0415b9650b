from django.urls import path

from muster.live.web import views

app_name = "live"
urlpatterns = [path("feed", views.feed, name="feed")]
