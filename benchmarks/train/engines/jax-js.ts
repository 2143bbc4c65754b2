import type * as JaxJs from '@jax-js/jax';
import { adamW, gptParameters, initialParameters, trainingBatch } from '../gpt.ts';
import type { GptConfig } from '../gpt.ts';
import { serveEngine } from './engine.ts';
import type { Step } from './engine.ts';
import { installWebWorker } from './web-worker.ts';

type Tensor = JaxJs.numpy.Array;

/** Parameters and their first and second moments, in the order of `gptParameters`. */
type State = { p: Tensor[]; m: Tensor[]; v: Tensor[] };

/** Gradients: of the table as head and as embedding, of the embedded tokens, of the other parameters. */
type Gradients = { head: Tensor; rows: Tensor; x: Tensor; blocks: Tensor[] };

await serveEngine(async (config, threads) => {
  if (threads > 1) installWebWorker(); // jax-js takes its thread pool from the global Worker
  const jax = await import('@jax-js/jax');
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  return createStep(jax, config);
});

function createStep(jax: typeof JaxJs, config: GptConfig): Step {
  const { numpy: np, nn } = jax;
  const { layers: L, width: C, heads: H, sequence: T, batch: B, vocabulary: V } = config;
  const D = C / H;
  const N = B * T;

  const layerNorm = (x: Tensor, weight: Tensor, bias: Tensor): Tensor =>
    nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias);

  /** Token plus position embeddings, `[N, C]`. */
  const embed = (wte: Tensor, wpe: Tensor, ids: Tensor): Tensor =>
    np.take(wte, ids, 0).reshape([B, T, C]).add(wpe).reshape([N, C]);

  /** Mean cross-entropy of the blocks on `x` `[N, C]`; `blocks` are the parameters after the embeddings. */
  function lossOf(wte: Tensor, x: Tensor, blocks: Tensor[], targets: Tensor): Tensor {
    let next = 0;
    const take = (): Tensor => blocks[next++] as Tensor;
    const mask = np
      .tril(np.ones([T, T]))
      .sub(1)
      .mul(1e9); // 0 on and below the diagonal, −1e9 above
    for (let l = 0; l < L; l++) {
      const qkv = np
        .matmul(layerNorm(x.ref, take(), take()), take())
        .add(take())
        .reshape([B, T, 3, H, D]);
      const [q, k, v] = np.split(qkv, 3, 2).map((part) => part.reshape([B, T, H, D])) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const scores = np
        .einsum('bthd,bshd->bhts', q, k)
        .mul(1 / Math.sqrt(D))
        .add(mask.ref);
      const mixed = np.einsum('bhts,bshd->bthd', nn.softmax(scores, -1), v).reshape([N, C]);
      x = x.add(np.matmul(mixed, take()).add(take()));
      const hidden = np.matmul(layerNorm(x.ref, take(), take()), take()).add(take());
      x = x.add(np.matmul(nn.gelu(hidden, { approximate: false }), take()).add(take()));
    }
    mask.dispose();
    const logits = np.matmul(layerNorm(x, take(), take()), wte.transpose()); // [N, V]
    return nn
      .logSoftmax(logits, -1)
      .mul(nn.oneHot(targets, V))
      .sum()
      .mul(-1 / N);
  }

  /** AdamW on every tensor of `p`; `c` holds the two bias corrections `1 / (1 − βᵗ)`. */
  function adamWUpdate({ p, m, v }: State, gradients: Tensor[], c: Tensor[]): State {
    const { learningRate, beta1, beta2, epsilon } = adamW;
    const [c1, c2] = c as [Tensor, Tensor];
    const m2 = m.map((mean, i) => mean.mul(beta1).add((gradients[i] as Tensor).ref.mul(1 - beta1)));
    const v2 = v.map((square, i) => square.mul(beta2).add(np.square(gradients[i] as Tensor).mul(1 - beta2)));
    const p2 = p.map((value, i) => {
      const denominator = np.sqrt((v2[i] as Tensor).ref.mul(c2.ref)).add(epsilon);
      return value.sub((m2[i] as Tensor).ref.mul(c1.ref).mul(learningRate).div(denominator));
    });
    c1.dispose();
    c2.dispose();
    return { p: p2, m: m2, v: v2 };
  }

  // Cut into programs around the embedding: its gather would otherwise be recomputed by each of its
  // readers, and the scatter of its gradient cannot be compiled.
  const embedProgram = jax.jit(embed);
  const gradientProgram = jax.jit(jax.valueAndGrad(lossOf, { argnums: [0, 1, 2] }));
  const updateProgram = jax.jit((state: State, gradients: Gradients, c: Tensor[]): State => {
    const { head, rows, x, blocks } = gradients;
    const positions = x.reshape([B, T, C]).sum(0);
    return adamWUpdate(state, [head.add(rows), positions, ...blocks], c);
  });

  const shapes = gptParameters(config).map((p) => [...p.shape]);
  const batch = trainingBatch(config);
  const ids = np.array(batch.ids, { shape: [N] });
  const targets = np.array(batch.targets, { shape: [N] });
  const [table, scatterRows] = jax.vjp((wte: Tensor) => np.take(wte, ids.ref, 0), [np.zeros([V, C])]);
  table.dispose();
  let state: State = {
    p: initialParameters(config).map((values, i) => np.array(values, { shape: shapes[i] ?? [] })),
    m: shapes.map((shape) => np.zeros(shape)),
    v: shapes.map((shape) => np.zeros(shape)),
  };
  let t = 0;

  return async () => {
    t++;
    const c = [np.array(1 / (1 - adamW.beta1 ** t)), np.array(1 / (1 - adamW.beta2 ** t))];
    const [wte, wpe, ...blocks] = state.p.map((p) => p.ref) as [Tensor, Tensor, ...Tensor[]];
    const x = embedProgram(wte.ref, wpe, ids.ref);
    const [loss, [head, dx, dblocks]] = gradientProgram(wte, x, blocks, targets.ref) as [
      Tensor,
      [Tensor, Tensor, Tensor[]],
    ];
    const [rows] = scatterRows(dx.ref) as [Tensor];
    state = updateProgram(state, { head, rows, x: dx, blocks: dblocks }, c);
    await jax.blockUntilReady(state);
    return (await loss.data())[0] as number;
  };
}
