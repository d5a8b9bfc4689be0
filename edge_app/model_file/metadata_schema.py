"""Field numbers of the two flatbuffer schemas that a .tflite file with metadata consists of.

From tensorflow/lite/schema/schema.fbs (the model) and metadata_schema.fbs (TFLite Metadata, file
identifier ``M001``), both published under Apache-2.0. A field's number is its place in its table;
a union takes two places, its type and its value. Only the fields that this project reads or
writes are listed.
"""

METADATA_NAME = "TFLITE_METADATA"
METADATA_IDENTIFIER = b"M001"
# The schema version whose fields are used: 1.5.0 brought the custom metadata of a subgraph.
MINIMUM_PARSER_VERSION = "1.5.0"


class Model:
    OPERATOR_CODES = 1
    SUBGRAPHS = 2
    BUFFERS = 4
    METADATA = 6


class SubGraph:
    TENSORS = 0
    INPUTS = 1
    OUTPUTS = 2
    OPERATORS = 3


class Tensor:
    SHAPE = 0
    TYPE = 1
    QUANTIZATION = 4


class Quantization:
    SCALE = 2
    ZERO_POINT = 3


class Operator:
    OPCODE_INDEX = 0
    INPUTS = 1
    OUTPUTS = 2


class OperatorCode:
    # Operators above 127 stand in the newer field only, those below in the older or in both.
    DEPRECATED_BUILTIN_CODE = 0
    CUSTOM_CODE = 1
    BUILTIN_CODE = 3


class ModelMetadataEntry:
    NAME = 0
    BUFFER = 1


class Buffer:
    DATA = 0


class ModelMetadata:
    FIELDS = 8
    NAME = 0
    DESCRIPTION = 1
    VERSION = 2
    SUBGRAPHS = 3
    AUTHOR = 4
    LICENSE = 5
    MINIMUM_PARSER_VERSION = 7


class SubGraphMetadata:
    FIELDS = 10
    INPUTS = 2
    OUTPUTS = 3
    CUSTOM = 9


class CustomMetadata:
    FIELDS = 2
    NAME = 0
    DATA = 1


class TensorMetadata:
    FIELDS = 7
    NAME = 0
    DESCRIPTION = 1
    CONTENT = 3
    PROCESS_UNITS = 4
    STATS = 5
    ASSOCIATED_FILES = 6


class Content:
    FIELDS = 3
    TYPE = 0
    PROPERTIES = 1
    IMAGE_PROPERTIES = 2  # The value of TYPE for ImageProperties.
    FEATURE_PROPERTIES = 1  # The value of TYPE for FeatureProperties.


class ImageProperties:
    FIELDS = 2
    COLOR_SPACE = 0
    RGB = 1  # The value of COLOR_SPACE.


class ProcessUnit:
    FIELDS = 2
    TYPE = 0
    OPTIONS = 1
    NORMALIZATION = 1  # The value of TYPE for NormalizationOptions.


class NormalizationOptions:
    FIELDS = 2
    MEAN = 0
    STANDARD_DEVIATION = 1


class Stats:
    FIELDS = 2
    MAXIMUM = 0
    MINIMUM = 1


class AssociatedFile:
    FIELDS = 5
    NAME = 0
    DESCRIPTION = 1
    TYPE = 2
    LOCALE = 3
    AXIS_LABELS = 2  # The value of TYPE for a label list.
    VALUE_LABELS = 3  # For names of the output's values; some writers mean the classes by it.
    SCORE_CALIBRATION = 4  # For one line of calibration parameters for each class.
