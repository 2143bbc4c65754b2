"""Writes golden files: compact, diff-friendly JSON next to the code whose tests read it."""

import hashlib
import json
import math
from pathlib import Path

import torch

PACKAGES = Path(__file__).resolve().parent.parent / "packages"
MAX_BYTES = 200_000

DTYPE_NAMES = {
    torch.float64: "f64",
    torch.float32: "f32",
    torch.float16: "f16",
    torch.bfloat16: "bf16",
    torch.int64: "i64",
    torch.int32: "i32",
    torch.int16: "i16",
    torch.int8: "i8",
    torch.uint8: "u8",
    torch.uint16: "u16",
    torch.uint32: "u32",
    torch.uint64: "u64",
    torch.bool: "bool",
    torch.float8_e4m3fn: "f8_e4m3",
    torch.float8_e5m2: "f8_e5m2",
}


def prepare():
    """Makes a run deterministic: one thread, deterministic algorithms."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def golden_path(folder, name):
    """`packages/<folder>/__golden__/<name>`, with its folder created."""
    path = PACKAGES / folder / "__golden__" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def number(value, digits):
    """A JSON number with `digits` significant digits; what JSON cannot say becomes a string."""
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return float(f"{value:.{digits}g}")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        return str(value)
    return value


def flat(tensor, digits=9):
    """The elements in row-major order; 9 significant digits identify a float32."""
    return [number(value, digits) for value in tensor.detach().reshape(-1).tolist()]


def tensor_json(tensor, digits=9, dtype=None):
    """`{dtype, shape, data}` of a tensor."""
    return {
        "dtype": dtype or DTYPE_NAMES[tensor.dtype],
        "shape": list(tensor.shape),
        "data": flat(tensor, digits),
    }


def is_row(value):
    """True for what belongs on one line: a list of scalars, a tensor, or a small flat record."""
    if isinstance(value, list):
        return all(not isinstance(item, (list, dict)) for item in value)
    if isinstance(value, dict):
        return set(value) == {"dtype", "shape", "data"}
    return True


def encode(value, indent=""):
    if is_row(value) or not value:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    inner = indent + "  "
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {encode(item, inner)}" for key, item in value.items()]
        opening, closing = "{", "}"
    else:
        items = [encode(item, inner) for item in value]
        opening, closing = "[", "]"
    return opening + "\n" + ",\n".join(inner + item for item in items) + "\n" + indent + closing


def check_size(path):
    path.chmod(0o644)  # the safetensors library writes 0600
    size = path.stat().st_size
    assert size < MAX_BYTES, f"{path} has {size} bytes, more than {MAX_BYTES}"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    print(f"{size:8d} bytes  sha256 {digest}  {path.relative_to(PACKAGES.parent)}")


def write_json(folder, name, value):
    path = golden_path(folder, name)
    path.write_text(encode(value) + "\n", encoding="utf-8")
    check_size(path)
