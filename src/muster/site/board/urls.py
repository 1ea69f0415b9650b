from django.urls import path

from muster.site.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("board/<int:unit_id>/", views.board_of, name="board-of"),
    path("board/<int:unit_id>/missing", views.missing, name="missing"),
    path("board/<int:unit_id>/matrix.xlsx", views.matrix_workbook, name="matrix-workbook"),
]
