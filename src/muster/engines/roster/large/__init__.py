"""More than two weeks and more than one province: windows, nations, lending."""
