import { parentPort } from 'node:worker_threads';
import type { DType, HostArray, HostTensor } from '@fm/core';
import * as ort from 'onnxruntime-node';
import type { SessionSettings } from '../options.ts';
import type { WorkerAnswers, WorkerMessage, WorkerReply, WorkerRequest } from './worker-protocol.ts';

// The worker's own file: started by PlainWorker, never imported. It runs as it is, so its only imports are packages and types.

const sessions = new Map<number, ort.InferenceSession>();
let created = 0;

parentPort?.on('message', async ({ id, request }: WorkerMessage) => {
  let reply: WorkerReply;
  try {
    reply = { id, value: await answer(request) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply, buffersOf(reply));
});

async function answer(request: WorkerRequest): Promise<WorkerAnswers[keyof WorkerAnswers]> {
  switch (request.kind) {
    case 'providers':
      return ort.listSupportedBackends().map(({ name }) => name);
    case 'create':
      sessions.set(++created, await ort.InferenceSession.create(request.model, sessionOptions(request.settings)));
      return created;
    case 'run':
      return run(sessionOf(request.session), request.inputs, request.outputs);
    case 'endProfile':
      sessionOf(request.session).endProfiling();
      return undefined;
    case 'release':
      await sessionOf(request.session).release();
      sessions.delete(request.session);
      return undefined;
  }
}

async function run(
  session: ort.InferenceSession,
  inputs: Readonly<Record<string, HostTensor>>,
  outputs: readonly string[],
): Promise<readonly HostArray[]> {
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]));
  const results = await session.run(feeds, [...outputs]);
  return outputs.map((name) => toHost(results[name] as ort.Tensor));
}

const types: Readonly<Record<Exclude<DType, 'bf16'>, keyof ort.Tensor.DataTypeMap>> = {
  f32: 'float32',
  f16: 'float16',
  f64: 'float64',
  i32: 'int32',
  i64: 'int64',
  u8: 'uint8',
  bool: 'bool',
};

function toOrt({ dtype, data, shape }: HostTensor): ort.Tensor {
  return new ort.Tensor(types[dtype as Exclude<DType, 'bf16'>], data as Float32Array, shape as number[]);
}

function toHost({ type, data }: ort.Tensor): HostArray {
  // Where the engine has Float16Array, half precision comes as that; fm keeps the 16-bit patterns.
  const array = data as HostArray;
  return type === 'float16' ? new Uint16Array(array.buffer, array.byteOffset, array.length) : array;
}

function sessionOptions(settings: SessionSettings): ort.InferenceSession.SessionOptions {
  const allow_spinning = settings.spinning ? '1' : '0';
  return {
    executionProviders: [...settings.providers.map(({ name, options }) => ({ ...options, name })), 'cpu'],
    intraOpNumThreads: settings.intraOpThreads,
    interOpNumThreads: settings.interOpThreads,
    executionMode: settings.executionMode,
    graphOptimizationLevel: settings.graphOptimizationLevel,
    enableCpuMemArena: settings.memoryArena,
    enableMemPattern: settings.memoryPattern,
    logSeverityLevel: severities.indexOf(settings.logSeverity) as 0 | 1 | 2 | 3 | 4,
    ...(settings.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: settings.profile }),
    extra: {
      session: {
        disable_prepacking: settings.prepacking ? '0' : '1',
        intra_op: { allow_spinning },
        inter_op: { allow_spinning },
      },
    },
  };
}

const severities = ['verbose', 'info', 'warning', 'error', 'fatal'];

function sessionOf(number: number): ort.InferenceSession {
  const session = sessions.get(number);
  if (session === undefined) throw new Error(`There is no session ${number}`);
  return session;
}

function buffersOf(reply: WorkerReply): ArrayBuffer[] {
  if (!('value' in reply) || !Array.isArray(reply.value)) return [];
  return [...new Set(reply.value.filter((item) => ArrayBuffer.isView(item)).map(({ buffer }) => buffer as ArrayBuffer))];
}
