"""Pages of the season: lists, one step, one congress's changes, problems, visits, paper."""
