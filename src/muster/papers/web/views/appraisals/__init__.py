"""Pages of dossiers, their appraisal, and visits."""
