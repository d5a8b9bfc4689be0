"""One answer about one picture from Keras: ``python keras_answer.py MODEL.keras PICTURE``."""

import sys


def main() -> None:
    model_path, picture = sys.argv[1:]
    import keras
    import numpy as np

    model = keras.models.load_model(model_path, compile=False)
    image = keras.utils.load_img(picture, target_size=model.input_shape[1:3])
    array = np.expand_dims(keras.utils.img_to_array(image), axis=0)
    probabilities = model.predict(array, verbose=0)[0]
    print(int(probabilities.argmax()), float(probabilities.max()), flush=True)


if __name__ == "__main__":
    main()
