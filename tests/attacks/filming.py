"""Serve with the fake camera, and with the deadlines of ``short_deadlines``."""

from edge_app import Classifier
from edge_app.camera.arrangement import arranged
from edge_app.settings import Settings
from edge_app.web import WebSettings, create_app
from edge_app.web.server import serve
from tests.attacks.short_deadlines import SHORT

STREAMS = 6

if __name__ == "__main__":
    classifier = Classifier()
    with arranged(Settings(camera="fake"), lambda: classifier) as camera:
        app = create_app(classifier, settings=WebSettings(max_streams=STREAMS), camera=camera)
        serve(app, port=0, limits=SHORT)
