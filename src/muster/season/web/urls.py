from django.urls import path

from muster.season.web.views import congress, frame, grades, lists, moving, paper, problems, step

app_name = "season"
urlpatterns = [
    path("", lists.congresses, name="congresses"),
    path("steps", lists.steps, name="steps"),
    path("problems", lists.problems, name="problems"),
    path("findings", lists.findings, name="findings"),
    path("step/<int:step_id>/", step.one, name="step"),
    path("step/<int:step_id>/evidence", step.add_evidence, name="add-evidence"),
    path("step/<int:step_id>/<slug:action>", step.act, name="act"),
    path("evidence/<int:evidence_id>", step.evidence, name="evidence"),
    path("congress/<int:congress_id>/move", congress.move, name="move"),
    path("congress/<int:congress_id>/rules", congress.pack, name="pack"),
    path("congress/<int:congress_id>/problem", problems.raise_problem, name="raise-problem"),
    path("congress/<int:congress_id>/inspect/<slug:checklist>", problems.inspect, name="inspect"),
    path("problem/<int:problem_id>/", problems.problem, name="problem"),
    path("problem/<int:problem_id>/pass-up", problems.pass_up, name="pass-up"),
    path("finding/<int:finding_id>/cure", problems.cure, name="cure"),
    path("movings", moving.all_movings, name="movings"),
    path("movings/new", moving.new, name="move-many"),
    path("movings/<int:moving_id>/", moving.one, name="moving"),
    path("movings/<int:moving_id>/undo", moving.undo, name="undo-moving"),
    path("grades", grades.grades, name="grades"),
    path("grades/<slug:grade>/approve", grades.approve, name="approve-grade"),
    path("grades/approvals/<int:approval_id>/end", grades.end, name="end-approval"),
    path("held/<slug:word>/<int:pk>/take-out", grades.take_out, name="take-out"),
    path("<int:season_id>/", frame.one, name="frame"),
    path(
        "<int:season_id>/deadline/<slug:tier>/<slug:milestone>", frame.amend, name="amend-deadline"
    ),
    path("unit/<int:unit_id>/leave", frame.leave, name="leave"),
    path("unit/<int:unit_id>/paper", paper.grid, name="grid"),
]
