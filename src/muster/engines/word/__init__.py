"""What the engines of Word files share: the guarded package, its names, styles and labels."""
