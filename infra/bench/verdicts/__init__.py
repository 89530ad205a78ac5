"""What a verdict reads and takes, and which keys a backlog of verdicts reads and writes most."""
