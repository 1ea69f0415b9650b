"""Forms of the office: they read what was typed; the services decide."""
