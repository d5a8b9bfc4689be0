"""Who may ask which route, where a login is demanded. docs/security.md has the same table."""

EVERYONE = "everyone"
IN_SHORT = "everyone, in short"
LOGIN = "login"

# By endpoint. One that is not listed is closed.
LEVELS = {
    "static": EVERYONE,
    "pages.icon": EVERYONE,
    "access.show_login": EVERYONE,
    "access.log_in": EVERYONE,
    "access.log_out": EVERYONE,
    "api.healthz": IN_SHORT,
    "api.classify": LOGIN,
    "camera.page": LOGIN,
    "camera.camera_frame": LOGIN,
    "camera.camera_snapshot": LOGIN,
    "camera.camera_stream": LOGIN,
    "camera.change_camera": LOGIN,
    "camera.show_camera": LOGIN,
    "models.activate_model": LOGIN,
    "models.list_models": LOGIN,
    "models.show_active": LOGIN,
    "models.show_model": LOGIN,
    "monitoring.metrics": LOGIN,
    "monitoring.openapi": LOGIN,
    "pages.index": LOGIN,
    "pages.no_result": LOGIN,
    "pages.result": LOGIN,
}
OPEN = frozenset(endpoint for endpoint, level in LEVELS.items() if level != LOGIN)
