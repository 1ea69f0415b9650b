"""Reads and writes problems and rosters in the exchange format."""
