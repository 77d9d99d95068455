"""Notes that people leave: the same small application with FastAPI and with Flask."""
