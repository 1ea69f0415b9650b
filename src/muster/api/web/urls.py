from django.urls import path

from muster.api.web import views

app_name = "tokens"
urlpatterns = [
    path("events/<int:event_id>/", views.tokens, name="tokens"),
    path("events/<int:event_id>/issue", views.issue, name="issue"),
    path("<int:token_id>/revoke", views.revoke, name="revoke"),
]
