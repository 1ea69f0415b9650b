"""Documents as Word files: what a template may say, how ours are made, and how one is filled."""
