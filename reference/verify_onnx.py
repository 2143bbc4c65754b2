"""Checks an ONNX file with the onnx package and prints what it found as JSON.

python reference/verify_onnx.py FILE.onnx
"""

import json
import os
import sys
import tempfile
from collections import Counter

import onnx


def described(values):
    rows = {}
    for value in values:
        tensor = value.type.tensor_type
        shape = [d.dim_param or d.dim_value if d.WhichOneof("value") else None for d in tensor.shape.dim]
        rows[value.name] = {"dtype": onnx.TensorProto.DataType.Name(tensor.elem_type), "shape": shape}
    return rows


def infer(path, model):
    """Strict shape inference; through files, since a model above 2 GB does not fit one protobuf message."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, target = tempfile.mkstemp(suffix=".onnx", dir=folder if any_external(model) else None)
    os.close(handle)
    try:
        onnx.shape_inference.infer_shapes_path(path, target, check_type=True, strict_mode=True, data_prop=True)
        return onnx.load(target, load_external_data=False)
    finally:
        os.unlink(target)


def any_external(model):
    return any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in model.graph.initializer)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path = sys.argv[1]
    report = {"ok": False, "file": path, "onnx": onnx.__version__}
    try:
        onnx.checker.check_model(path, full_check=True)
        model = onnx.load(path, load_external_data=False)
        inferred = infer(path, model)
        known = {value.name for value in [*inferred.graph.value_info, *inferred.graph.output]}
        report.update(
            ok=True,
            irVersion=model.ir_version,
            producer=model.producer_name,
            opsets={opset.domain or "ai.onnx": opset.version for opset in model.opset_import},
            nodes=len(model.graph.node),
            operators=dict(sorted(Counter(f"{n.domain + '.' if n.domain else ''}{n.op_type}" for n in model.graph.node).items())),
            initializers=len(model.graph.initializer),
            externalData=any_external(model),
            inputs=described(model.graph.input),
            outputs=described(model.graph.output),
            # Empty in a portable file; onnx knows no shapes of another domain's operators.
            valuesWithoutShape=sum(name not in known for n in model.graph.node for name in n.output if name),
        )
    except Exception as error:  # noqa: BLE001: whatever the checker throws is the finding
        report["error"] = f"{type(error).__name__}: {error}"
    json.dump(report, sys.stdout, indent=2)
    print()
    sys.exit(0 if report["ok"] else 1)


if __name__ == "__main__":
    main()
