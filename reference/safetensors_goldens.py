"""Safetensors files written by the Python library, with the values that a reader must find in them."""

import hashlib
import json
import struct

import safetensors
import torch
from safetensors.torch import save_file

from golden import check_size, golden_path, number, prepare, write_json

FOLDER = "core/src/safetensors"


def common():
    """The dtypes that fm computes with or stores, with extremes, non-finite values, size 0 and scalars."""
    nan, inf = float("nan"), float("inf")
    return {
        "f64": torch.tensor([[0.1, -1e300, 5e-324], [nan, inf, -inf]], dtype=torch.float64),
        "f32": torch.tensor([[0.1, -0.0, 3.4028235e38], [1e-45, nan, -inf]], dtype=torch.float32),
        "f16": torch.tensor([0.1, 65504.0, 6e-8, -2.5, inf, nan], dtype=torch.float16),
        "bf16": torch.tensor([0.1, 3.3895e38, 1e-40, -2.5, inf, nan], dtype=torch.bfloat16),
        "i64": torch.tensor([-(2**63), -1, 0, 2**53 + 1, 2**63 - 1], dtype=torch.int64),
        "i32": torch.tensor([-(2**31), 0, 2**31 - 1], dtype=torch.int32),
        "i16": torch.tensor([-32768, 0, 32767], dtype=torch.int16),
        "i8": torch.tensor([-128, 0, 127], dtype=torch.int8),
        "u8": torch.tensor([[0, 1], [254, 255]], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True, True]),
        "scalar.f32": torch.tensor(1.5),
        "scalar.i64": torch.tensor(42),
        "scalar.bool": torch.tensor(True),
        "empty.f32": torch.zeros(0),
        "empty.matrix.i64": torch.zeros((3, 0, 2), dtype=torch.int64),
        "name with spaces, ümlauts and \"quotes\"": torch.arange(6, dtype=torch.float32).reshape(1, 2, 3),
    }


def rare():
    """Dtypes that other writers use; fm must at least name them in its error or carry the bytes."""
    return {
        "u16": torch.tensor([0, 65535], dtype=torch.uint16),
        "u32": torch.tensor([0, 2**32 - 1], dtype=torch.uint32),
        "u64": torch.tensor([0, 2**63], dtype=torch.uint64),
        "f8_e4m3": torch.tensor([0.5, 448.0, -0.25]).to(torch.float8_e4m3fn),
        "f8_e5m2": torch.tensor([0.5, 57344.0, -0.25]).to(torch.float8_e5m2),
    }


def values(tensor):
    wide = tensor.double() if tensor.dtype.is_floating_point else tensor
    return [number(value, 17) for value in wide.reshape(-1).tolist()]


def write(name, tensors, metadata):
    path = golden_path(FOLDER, name)
    save_file(tensors, path, metadata=metadata)
    check_size(path)
    data = path.read_bytes()
    (header_length,) = struct.unpack("<Q", data[:8])
    header = data[8 : 8 + header_length].decode("utf-8")
    entries = json.loads(header)
    return {
        "file": name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "headerBytes": header_length,
        # Verbatim with its padding: a writer that sorts as the library does reproduces the file.
        "header": header,
        "metadata": metadata,
        "tensors": {
            key: {
                "dtype": entries[key]["dtype"],
                "shape": list(tensor.shape),
                "offsets": entries[key]["data_offsets"],
                "values": values(tensor),
            }
            for key, tensor in tensors.items()
        },
    }


def main():
    prepare()
    write_json(
        FOLDER,
        "safetensors.json",
        {
            "generator": "reference/safetensors_goldens.py",
            "versions": {"safetensors": safetensors.__version__, "torch": torch.__version__},
            "files": [
                write("all-dtypes.safetensors", common(), {"note": "line 1\nline 2 – ü"}),
                write("rare-dtypes.safetensors", rare(), {"format": "pt"}),
                write("no-tensors.safetensors", {}, {"format": "pt"}),
            ],
        },
    )


if __name__ == "__main__":
    main()
