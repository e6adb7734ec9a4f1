"""Staff: who may sign in, with which rights, and what they did."""
