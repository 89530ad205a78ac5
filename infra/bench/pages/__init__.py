"""How fast and how light the pages are, in a real browser against a stack of its own."""
