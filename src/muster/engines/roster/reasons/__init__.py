"""Why a place stands open, and what or who would fill it."""
