"""Pure engines: dataclasses and functions, a command line each, no web framework."""
