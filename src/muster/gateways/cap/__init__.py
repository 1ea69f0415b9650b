"""Warnings of others: fetched from folders and feeds, put before the rooms, acted on by nobody."""
