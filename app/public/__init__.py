"""What anybody may read: home, the services and their guide pages, notices, and what machines ask for."""

from app.public import for_machines, notices, views
from app.public.blueprint import bp

__all__ = ["bp", "for_machines", "notices", "views"]
