"""What a season is now, as the sheets of its workbook."""
