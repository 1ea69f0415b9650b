"""What goes out by webhook and mail: to whom a file allows, queued, signed, bounded."""
