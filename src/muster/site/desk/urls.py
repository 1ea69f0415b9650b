from django.urls import path

from muster.site.desk import views

urlpatterns = [path("", views.desk, name="desk")]
