"""The digit UNet in PyTorch, for the benchmark's protocol (see engine.ts)."""

import json
import math
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

SIDE, TRAINING, SAMPLING, STEPS, GROUPS, HEADS = 28, 64, 16, 50, 8, 2


def inputs(count):
    i = np.arange(count * SIDE * SIDE, dtype=np.float64)
    wave = lambda f: torch.from_numpy((np.sin(f * i) * np.cos(i / 7)).astype(np.float32)).view(count, 1, SIDE, SIDE)
    times = torch.tensor([1000 * (k + 0.5) / count for k in range(count)])
    return wave(1.7), wave(0.9), times, torch.arange(count) % 10


def waves(times):
    angles = times[:, None] * torch.exp(-math.log(10000) * torch.arange(8) / 8)[None]
    return torch.cat([angles.cos(), angles.sin()], 1)


def unet(p, x, times, labels):
    linear = lambda h, name: F.linear(h, p[name + ".weight"], p[name + ".bias"])
    conv = lambda h, name, stride=1, padding=1: F.conv2d(h, p[name + ".weight"], p[name + ".bias"], stride, padding)
    norm = lambda h, name: F.group_norm(h, GROUPS, p[name + ".weight"], p[name + ".bias"])
    t = linear(F.silu(linear(waves(times), "time_embedding.linear_1")), "time_embedding.linear_2")
    t = F.silu(t + p["class_embedding.weight"][labels])

    def resnet(h, name):
        y = conv(F.silu(norm(h, name + ".norm1")), name + ".conv1")
        y = y + linear(t, name + ".time_emb_proj")[:, :, None, None]
        y = conv(F.silu(norm(y, name + ".norm2")), name + ".conv2")
        shortcut = name + ".conv_shortcut"
        return (conv(h, shortcut, padding=0) if shortcut + ".weight" in p else h) + y

    x = conv(x, "conv_in")
    skips = [x]
    for i in range(3):
        x = resnet(x, f"down_blocks.{i}.resnets.0")
        skips.append(x)
        if i < 2:
            x = conv(x, f"down_blocks.{i}.downsamplers.0.conv", stride=2)
            skips.append(x)
    x = resnet(x, "mid_block.resnets.0")
    name = "mid_block.attentions.0"
    pixels = norm(x, name + ".group_norm").flatten(2).transpose(1, 2)
    q, k, v = (linear(pixels, f"{name}.to_{c}").unflatten(2, (HEADS, -1)).transpose(1, 2) for c in "qkv")
    mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
    x = x + linear(mixed, name + ".to_out.0").transpose(1, 2).view_as(x)
    x = resnet(x, "mid_block.resnets.1")
    for i in range(3):
        for layer in range(2):
            x = resnet(torch.cat([x, skips.pop()], 1), f"up_blocks.{i}.resnets.{layer}")
        if i < 2:
            x = conv(F.interpolate(x, scale_factor=2), f"up_blocks.{i}.upsamplers.0.conv")
    return conv(F.silu(norm(x, "conv_norm_out")), "conv_out")


class Engine:
    def init(self, request):
        torch.set_num_threads(request["threads"])
        data = np.fromfile(request["folder"] + "/parameters.bin", np.float32)
        with open(request["folder"] + "/parameters.json", encoding="utf-8") as file:
            entries = json.load(file)
        self.fixed, at = {}, 0
        for entry in entries:
            size = math.prod(entry["shape"])
            self.fixed[entry["name"]] = torch.from_numpy(data[at : at + size].copy()).view(entry["shape"])
            at += size
        self.p = {name: value.clone().requires_grad_() for name, value in self.fixed.items()}
        self.optimizer = torch.optim.AdamW(
            self.p.values(), lr=1e-3, betas=(0.9, 0.99), eps=1e-8, weight_decay=0, fused=True
        )
        self.batch = inputs(TRAINING)
        return [], []

    def train(self, request):
        losses, ms = [], []
        x, target, times, labels = self.batch
        for _ in range(request["n"]):
            start = time.perf_counter()
            self.optimizer.zero_grad()
            loss = F.mse_loss(unet(self.p, x, times, labels), target)
            loss.backward()
            self.optimizer.step()
            losses.append(loss.item())
            ms.append((time.perf_counter() - start) * 1000)
        return losses, ms

    @torch.inference_mode()
    def sample(self, _):
        x, _, _, labels = inputs(SAMPLING)
        start = time.perf_counter()
        for i in range(STEPS):
            x = x - unet(self.fixed, x, torch.full((SAMPLING,), 1000 * (1 - i / STEPS)), labels) / STEPS
        return [x.abs().mean().item()], [(time.perf_counter() - start) * 1000]


engine = Engine()
for line in iter(sys.stdin.readline, ""):
    request = json.loads(line)
    try:
        values, ms = getattr(engine, request["cmd"])(request)
        with open("/proc/self/statm", encoding="ascii") as file:
            rss = int(file.read().split()[1]) * resource.getpagesize()
        print(json.dumps({"values": values, "ms": ms, "rssBytes": rss}), flush=True)
    except Exception as error:  # noqa: BLE001: the driver decides what a failure means
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
