"""Long work of the pages of the site: imported so that its runners are known."""

from muster.site.workbook import tasks as workbook_tasks

__all__ = ["workbook_tasks"]
