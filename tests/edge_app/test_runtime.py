import subprocess
import sys
from pathlib import Path

HIDE = "import sys; sys.modules['ai_edge_litert'] = sys.modules['tflite_runtime'] = None\n"


def run(code: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60
    )


def test_without_any_runtime_one_clear_message_says_what_to_install(root: Path) -> None:
    code = HIDE + "from edge_app.__main__ import main\nsys.exit(main(['classify', 'LICENSE']))"
    result = run(code, root)
    assert result.returncode == 1
    assert result.stderr.startswith("error: No TFLite runtime works on this machine")
    assert "pip install ai-edge-litert" in result.stderr
    assert result.stderr.count("\n") == 1


def test_importing_the_package_pulls_in_neither_tensorflow_nor_a_runtime(root: Path) -> None:
    code = (
        "import sys, edge_app\n"
        "heavy = {'tensorflow', 'keras', 'matplotlib', 'ai_edge_litert', 'cv2', 'flask'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert run(code, root).stdout.strip() == "[]"


def test_classifying_pulls_in_no_tensorflow(root: Path) -> None:
    code = (
        "import sys, numpy, edge_app\n"
        "edge_app.Classifier().classify(numpy.zeros((9, 9, 3), numpy.uint8))\n"
        "print(sorted({'tensorflow', 'keras', 'matplotlib', 'sklearn'} & set(sys.modules)))"
    )
    result = run(code, root)
    assert result.stdout.strip() == "[]"
    assert result.stderr == ""
