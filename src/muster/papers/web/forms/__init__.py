"""Forms of documents: they read what was typed; the services decide."""
