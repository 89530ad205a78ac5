"""The media engine by hand: any local file through the same code that runs behind the queues."""
