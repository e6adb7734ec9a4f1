"""What every page shares. Only packages with views use it."""
