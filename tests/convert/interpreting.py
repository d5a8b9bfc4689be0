"""The built-in kernels of the runtime, without a delegate, for a look at a file's operators."""

from ai_edge_litert.interpreter import Interpreter, OpResolverType


def open_interpreter(content: bytes) -> Interpreter:
    interpreter = Interpreter(
        model_content=content,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    return interpreter
