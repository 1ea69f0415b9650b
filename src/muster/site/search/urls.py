from django.urls import path

from muster.site.search import views

urlpatterns = [path("", views.search, name="search")]
