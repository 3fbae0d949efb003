"""The invented district. Nobody here exists; everything enters through the door like anybody's data."""
