"""Paper: draws and sends the jobs that core holds, and reports back through its commands."""
