"""Evidence for each check, with how it ends: one file per family of checks."""
