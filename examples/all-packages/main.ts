/** Every package in one program: a tokenizer, a GPT, its ONNX file, samples of a diffusion, a prompt. */
import { referenceBackend } from '@fm/core';
import { ortBackend } from '@fm/ort';

import { allPackages } from './all-packages.ts';

await using backend = await ortBackend();
const findings = await allPackages(backend);
console.log(findings);

// Plain TypeScript instead of ONNX Runtime: slower, and the same numbers.
const reference = await allPackages(referenceBackend());
const apart = findings.losses.map((loss, step) => Math.abs(loss - (reference.losses[step] as number)));
console.log(`losses differ from the reference by at most ${Math.max(...apart).toExponential(0)}`);
if (Math.max(...apart) > 1e-4) throw new Error('The backends disagree.');
