"""What sets up, checks and packages a checkout. Standard library only, except `postgres`, which runs inside .venv."""
