"""Pages of numbered copies."""
