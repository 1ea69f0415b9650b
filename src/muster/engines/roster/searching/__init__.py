"""Ruin and recreate under annealing, exact dealing between its steps."""
