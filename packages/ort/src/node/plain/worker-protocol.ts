import type { HostArray, HostTensor } from '@fm/core';
import type { SessionSettings } from '../session-settings.ts';

/** What the main thread asks of the worker that holds onnxruntime-node's sessions. */
export type WorkerRequest =
  | { readonly kind: 'providers' }
  | { readonly kind: 'create'; readonly model: Uint8Array; readonly settings: SessionSettings }
  | {
      readonly kind: 'run';
      readonly session: number;
      readonly inputs: Readonly<Record<string, HostTensor>>;
      readonly outputs: readonly string[];
    }
  | { readonly kind: 'endProfile'; readonly session: number }
  | { readonly kind: 'release'; readonly session: number };

/** What each request is answered with. */
export interface WorkerAnswers {
  /** Providers in this build, by the names sessions are created with. */
  providers: readonly string[];
  /** Number of the session. */
  create: number;
  /** Outputs in the requested order. */
  run: readonly HostArray[];
  endProfile: undefined;
  release: undefined;
}

/** A request as it travels. */
export interface WorkerMessage {
  readonly id: number;
  readonly request: WorkerRequest;
}

/** An answer as it travels; `error` is the runtime's message. */
export type WorkerReply =
  | { readonly id: number; readonly value: WorkerAnswers[keyof WorkerAnswers] }
  | { readonly id: number; readonly error: string };
