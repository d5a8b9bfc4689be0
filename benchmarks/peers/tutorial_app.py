"""The tutorial's way to put a Keras classifier on the web, to measure ours beside it.

It does what the widespread tutorials do, of which "Building a simple Keras + deep learning REST
API" on the Keras blog (2018) is the pattern: load the model into a global variable; read the
uploaded file into memory; decode the whole picture with Pillow, convert it to RGB and stretch it to
the input's size by ``resize`` as it is; ``img_to_array``, ``expand_dims``, ``model.predict`` with
its progress bar; answer with ``jsonify``; and serve by ``app.run()``, Flask's development server,
which takes a thread for each request and closes the connection after each answer.

It is the kinder kind. Many such apps also write the upload to the disk and read it back, or run
with ``debug=True``; this one does neither. The scale of the pixels is inside our net, so that the
usual division by 255 is left out here, or its answers would be wrong.

``python tutorial_app.py MODEL.keras --port 5000``
"""

import argparse
import io
from typing import Any


def create_app(model_path: str) -> Any:
    """The Flask application, with the Keras model loaded."""
    import keras
    import numpy as np
    from flask import Flask, Response, jsonify, request
    from PIL import Image

    app = Flask(__name__)
    model = keras.models.load_model(model_path)
    height, width = model.input_shape[1:3]

    def prepare_image(image: Image.Image) -> Any:
        if image.mode != "RGB":
            image = image.convert("RGB")
        array = keras.utils.img_to_array(image.resize((width, height)))
        return np.expand_dims(array, axis=0)

    @app.route("/predict", methods=["POST"])
    def predict() -> Response:
        image = Image.open(io.BytesIO(request.files["image"].read()))
        predictions = model.predict(prepare_image(image))[0]
        best = int(np.argmax(predictions))
        return jsonify(success=True, index=best, probability=float(predictions[best]))

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a Keras model as tutorials do.")
    parser.add_argument("model")
    parser.add_argument("--port", type=int, default=5000)
    options = parser.parse_args()
    create_app(options.model).run(port=options.port)


if __name__ == "__main__":
    main()
