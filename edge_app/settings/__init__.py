"""What a user may set, once for the command line, the environment and a TOML file."""

from edge_app.settings.table import Settings

__all__ = ["Settings"]
