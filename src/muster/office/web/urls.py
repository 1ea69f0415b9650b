from django.urls import path

from muster.office.web.views import (
    entering,
    instructions,
    lists,
    looks,
    papers,
    planning,
    registers,
    tasks,
)

app_name = "office"
urlpatterns = [
    path("", lists.papers, name="papers"),
    path("registers/", registers.registers, name="registers"),
    path("registers/open", registers.open_register, name="open-register"),
    path("registers/<int:register_id>/add", entering.add, name="add"),
    path("registers/<int:register_id>/begin", registers.open_volume, name="open-volume"),
    path("volumes/<int:volume_id>/", registers.volume, name="volume"),
    path("volumes/<int:volume_id>/close", registers.close_volume, name="close-volume"),
    path("papers/<int:paper_id>/", papers.one, name="paper"),
    path("papers/<int:paper_id>/change", papers.change, name="change"),
    path("papers/<int:paper_id>/scan", papers.add_scan, name="add-scan"),
    path("papers/<int:paper_id>/<slug:action>", papers.act, name="act"),
    path("instructions/", instructions.instructions, name="instructions"),
    path("instructions/add", instructions.add, name="instruct"),
    path("instructions/<int:instruction_id>/", instructions.one, name="instruction"),
    path("sheet/", instructions.sheet, name="sheet"),
    path("tasks/", looks.tasks, name="tasks"),
    path("tasks/board", looks.board, name="board"),
    path("tasks/month", looks.month, name="month"),
    path("tasks/<int:task_id>/", tasks.one, name="task"),
    path("tasks/<int:task_id>/change", tasks.change, name="change-task"),
    path("tasks/<int:task_id>/<slug:action>", tasks.act, name="act-task"),
    path("tasks/under/<slug:under>/<int:row_id>", planning.add, name="add-task"),
    path("tasks/plan/<int:congress_id>", planning.plan, name="plan"),
    path("tasks/follow/<int:congress_id>", planning.follow, name="follow"),
    path("scans/<int:file_id>", papers.scan, name="scan"),
]
