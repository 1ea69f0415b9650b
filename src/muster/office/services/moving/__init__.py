"""What the office brings to a moving: tasks, papers and their approval, and who must be told."""

from muster.office.services.moving import approving, calls, papers, partners, tasks

__all__ = ["approving", "calls", "papers", "partners", "tasks"]
