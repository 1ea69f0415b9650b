"""A relay of Cursor on Target: many clients, one picture, no client that can hold up another."""
