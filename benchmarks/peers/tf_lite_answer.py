"""One answer about one picture from ``tf.lite``: ``python tf_lite_answer.py MODEL PICTURE``."""

import sys


def main() -> None:
    model_path, picture = sys.argv[1:]
    import numpy as np
    import tensorflow as tf
    from PIL import Image

    interpreter = tf.lite.Interpreter(model_path)
    interpreter.allocate_tensors()
    source, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    _, height, width, _ = source["shape"]
    image = Image.open(picture).convert("RGB").resize((width, height), Image.Resampling.BILINEAR)
    interpreter.set_tensor(source["index"], np.asarray(image, source["dtype"])[np.newaxis])
    interpreter.invoke()
    print(int(interpreter.get_tensor(result["index"])[0].argmax()), flush=True)


if __name__ == "__main__":
    main()
