"""Believable cases for a room where people learn or look around. Never beside real ones."""
