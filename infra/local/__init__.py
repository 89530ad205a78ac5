"""The embedded stack: ministack as AWS; this process as API Gateway, triggers and timers."""
