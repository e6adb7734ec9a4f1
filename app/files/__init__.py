"""Files people send: what they are, what is cut from them, where they are kept."""
