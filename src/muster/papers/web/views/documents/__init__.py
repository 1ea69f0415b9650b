"""Pages of documents and their versions."""
