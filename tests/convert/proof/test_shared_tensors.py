from convert.proof.shared_tensors import layer_names


def test_a_layer_is_named_by_the_operation_that_carries_its_weights() -> None:
    fused = "net/relu/Relu;net/norm/batchnorm/add_1;net/conv/convolution;net/norm/batchnorm/sub1"
    assert layer_names([fused, "net/pool/MaxPool2d", "net/backbone/block/dense/MatMul"]) == [
        "conv",
        "pool",
        "backbone/block/dense",
    ]


def test_a_name_without_a_layer_gives_none() -> None:
    assert layer_names(["StatefulPartitionedCall_1:0", "net/conv/convolution"]) == ["", "conv"]


def test_the_numbers_that_the_export_adds_to_all_names_are_taken_away() -> None:
    exported = ["net_1/conv2d_1/convolution", "net_1/conv2d_1_2/convolution", "Call_1:0"]
    assert layer_names(exported) == ["conv2d", "conv2d_1", ""]
    nested = ["net_1/backbone_1/conv_2_1/convolution", "net_1/logits_1/MatMul"]
    assert layer_names(nested) == ["backbone/conv_2", "logits"]


def test_numbers_that_not_all_names_have_are_the_users_own() -> None:
    tensors = ["net/conv/convolution", "net/conv_1/convolution"]
    assert layer_names(tensors) == ["conv", "conv_1"]
