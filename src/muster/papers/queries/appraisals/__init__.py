"""Reads of dossiers and their appraisal, through scope."""
