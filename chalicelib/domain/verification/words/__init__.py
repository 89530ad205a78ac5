"""What each finding says to people: one file per family of checks."""
