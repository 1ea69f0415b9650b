from django.urls import path

from muster.site.congress import views

app_name = "congress"
urlpatterns = [
    path("<int:congress_id>/", views.one, name="one"),
    path("<int:congress_id>/plan.docx", views.plan, name="plan"),
    path("<int:congress_id>/invitation", views.invitation, name="invitation"),
    path("<int:congress_id>/steps.xlsx", views.workbook, name="workbook"),
]
