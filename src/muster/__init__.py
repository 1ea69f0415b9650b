"""muster prepares, secures and runs a whole season of congresses."""
