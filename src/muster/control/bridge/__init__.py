"""Between tables and rows: the rows of one act, and those of the whole record."""
