"""`make screenshots`: pictures of every page in both languages, with made content, for docs/."""
