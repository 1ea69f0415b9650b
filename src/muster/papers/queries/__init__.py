"""Reads of documents, through scope; remarks, copies and appraisals in packages of their own."""

from muster.papers.queries import copies, documents, scopes
from muster.papers.queries.appraisals import my_desk as appraisal_desk
from muster.papers.queries.appraisals import scopes as appraisal_scopes
from muster.papers.queries.remarks import scopes as remark_scopes

__all__ = ["appraisal_desk", "appraisal_scopes", "copies", "documents", "remark_scopes", "scopes"]
