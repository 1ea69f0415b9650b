"""Pages of documents, one package a subject."""
