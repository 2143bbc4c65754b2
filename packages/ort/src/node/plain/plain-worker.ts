import { parentPort } from 'node:worker_threads';
import type { HostArray, HostTensor } from '@fm/core';
import * as ort from 'onnxruntime-node';
import { hostArray, type TensorDType, tensorType } from '../../program/tensor-type.ts';
import { logSeverities, type SessionSettings } from '../session-settings.ts';
import type { WorkerAnswers, WorkerMessage, WorkerReply, WorkerRequest } from './worker-protocol.ts';

// The file of the worker thread that PlainWorkerClient starts. From the sources it runs as it is, so nothing it loads may
// import a workspace package.

// The binding cannot read a Float16Array, but its JavaScript side converts to one where the engine has it.
Reflect.deleteProperty(globalThis, 'Float16Array');

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
      return keep(await ort.InferenceSession.create(request.model, sessionOptions(request.settings)));
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

function keep(session: ort.InferenceSession): number {
  created += 1;
  sessions.set(created, session);
  return created;
}

async function run(
  session: ort.InferenceSession,
  inputs: Readonly<Record<string, HostTensor>>,
  outputs: readonly string[],
): Promise<readonly HostArray[]> {
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]));
  const results = await session.run(feeds, [...outputs]);
  return outputs.map((name) => {
    const { type, data } = results[name] as ort.Tensor;
    return hostArray(type, data);
  });
}

function toOrt({ dtype, data, shape }: HostTensor): ort.Tensor {
  return new ort.Tensor(
    tensorType[dtype as TensorDType] as 'float32',
    data as Float32Array,
    shape as number[],
  );
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
    logSeverityLevel: logSeverities.indexOf(settings.logSeverity) as 0 | 1 | 2 | 3 | 4,
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

function sessionOf(number: number): ort.InferenceSession {
  const session = sessions.get(number);
  if (session === undefined) throw new Error(`There is no session ${number}`);
  return session;
}

function buffersOf(reply: WorkerReply): ArrayBuffer[] {
  if (!('value' in reply) || !Array.isArray(reply.value)) return [];
  return [
    ...new Set(
      reply.value.filter((item) => ArrayBuffer.isView(item)).map(({ buffer }) => buffer as ArrayBuffer),
    ),
  ];
}
