"""`make bench`: what a visit costs in calls, writes, time to ready and processor seconds."""
