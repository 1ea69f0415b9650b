"""Positions of enrolled devices over HTTP: in one form, judged at the door, kept apart."""
