"""Who may reach the application: by which name, from which page, and with which login."""

from edge_app.web.access.access import Access

__all__ = ["Access"]
