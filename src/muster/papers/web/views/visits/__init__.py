"""Pages of visits of a superior to the units below about their congresses."""
