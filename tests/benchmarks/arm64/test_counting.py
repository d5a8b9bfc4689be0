import re

import pytest

from benchmarks.arm64.counting import Count, count_model, parse_totals
from benchmarks.arm64.emulator import guest_command, run_guest
from edge_app.errors import PipelineError

# Instructions by the kind that they are, as an assembler encodes them.
WORDS = {
    "dot_product": (
        0x4E829420,  # sdot v0.4s, v1.16b, v2.16b
        0x2E829420,  # udot v0.2s, v1.8b, v2.8b
        0x4FA2E020,  # sdot v0.4s, v1.16b, v2.4b[1]
    ),
    "multiply_accumulate": (
        0x0E628020,  # smlal v0.4s, v1.4h, v2.4h
        0x6E228020,  # umlal2 v0.8h, v1.16b, v2.16b
        0x0E62A020,  # smlsl v0.4s, v1.4h, v2.4h
        0x0E22C020,  # smull v0.8h, v1.8b, v2.8b
        0x4EA29420,  # mla v0.4s, v1.4s, v2.4s
        0x0F522020,  # smlal v0.4s, v1.4h, v2.h[1]
        0x0F52A020,  # smull v0.4s, v1.4h, v2.h[1]
        0x6F820020,  # mla v0.4s, v1.4s, v2.s[0]
    ),
    "float_multiply_add": (
        0x4E22CC20,  # fmla v0.4s, v1.4s, v2.4s
        0x4EA2CC20,  # fmls v0.4s, v1.4s, v2.4s
        0x4E420C20,  # fmla v0.8h, v1.8h, v2.8h
        0x4F821020,  # fmla v0.4s, v1.4s, v2.s[0]
        0x1F020C20,  # fmadd s0, s1, s2, s3
    ),
    "load_store": (
        0xF94003E0,  # ldr x0, [sp]
        0x3DC003E0,  # ldr q0, [sp]
        0xA94007E0,  # ldp x0, x1, [sp]
        0x4C407BE0,  # ld1 {v0.4s}, [sp]
    ),
    "none": (
        0x4EA29C20,  # mul v0.4s, v1.4s, v2.4s
        0x4EA28420,  # add v0.4s, v1.4s, v2.4s
        0x0F08A420,  # sshll v0.8h, v1.8b, #0
        0x4E22D420,  # fadd v0.4s, v1.4s, v2.4s
        0x8B020020,  # add x0, x1, x2
    ),
}
KINDS = ("dot_product", "multiply_accumulate", "float_multiply_add", "load_store")
# Execute words so and so often, and count it.
PROGRAM = """
import ctypes, mmap, os, struct, sys
words = [int(word, 16) for word in sys.argv[1].split(",")]
def function(words):
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(struct.pack(f"<{len(words) + 1}I", *words, 0xD65F03C0))
    call = ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    call.keep = code
    return call
for call in (function([0xD503201F] * len(words)), function(words)):
    call()
    os.getppid(); call(); os.getppid()
"""


def test_the_cost_of_looking_is_taken_off():
    text = "100 0 0 0 10\n107 0 0 0 12\n200 5 0 0 20\n1207 25 3 4 122\n"

    assert parse_totals(text) == Count(1000, 20, 3, 4, 100)


def test_of_several_inferences_the_one_in_the_middle_counts():
    text = "0 0 0 0 0\n0 0 0 0 0\n" + "".join(
        f"0 0 0 0 0\n{total} 7 0 0 {total // 2}\n" for total in (500, 300, 400)
    )

    assert parse_totals(text) == Count(400, 7, 0, 0, 200)


@pytest.mark.parametrize("text", ["", "1 2 3 4 5\n", "1 2\n3 4\n5 6\n7 8\n", "a b\nc d\n"])
def test_lines_that_are_no_totals_are_refused(text):
    with pytest.raises(PipelineError, match="expected pairs of lines of 5 numbers"):
        parse_totals(text)


@pytest.mark.parametrize("kind", WORDS)
def test_the_plugin_knows_each_kind_of_instruction(system, tmp_path, kind):
    words, counts = WORDS[kind], tmp_path / "counts.txt"
    listing = ",".join(f"{word:x}" for word in words)

    run_guest(guest_command(system, "cortex-a76", "-c", PROGRAM, listing, counts=counts))

    # The first pair of lines is of as many instructions that do nothing.
    count = parse_totals(counts.read_text())
    expected = {name: len(words) if name == kind else 0 for name in KINDS}
    assert {name: getattr(count, name) for name in KINDS} == pytest.approx(expected, abs=0)
    assert count.instructions == 0


def test_a_count_repeats_and_shows_which_kernels_ran(system, int8_model):
    first, second = (
        count_model(system, "cortex-a76", name="int8", path=int8_model) for _ in range(2)
    )
    older = count_model(system, "cortex-a72", name="int8", path=int8_model).count

    assert first.count.dot_product == second.count.dot_product > 500_000
    assert first.count.instructions == pytest.approx(second.count.instructions, rel=1e-4)
    assert older.dot_product == 0
    assert older.multiply_accumulate == pytest.approx(2 * first.count.dot_product, rel=0.1)
    assert older.instructions > 2 * first.count.instructions
    assert re.fullmatch(r"ai-edge-litert \d+\.\d+\.\d+", first.runtime)
    assert first.python.startswith("3.11.")


def test_a_graph_without_metadata_is_counted(system, int8_model, tmp_path):
    graph = tmp_path / "graph.tflite"
    graph.write_bytes(int8_model.read_bytes().replace(b"TFLITE_METADATA", b"TFLITE_METADATX"))

    counted = count_model(system, "cortex-a76", name="graph", path=graph)

    assert counted.count.dot_product > 500_000


def test_a_file_that_is_no_model_is_named_with_the_reason(system, tmp_path):
    path = tmp_path / "notes.tflite"
    path.write_text("not a model")

    with pytest.raises(PipelineError, match=r"notes\.tflite: .*not a valid Flatbuffer"):
        count_model(system, "cortex-a76", name="notes", path=path)
