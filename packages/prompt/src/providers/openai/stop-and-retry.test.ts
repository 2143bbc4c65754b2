import type { ChatPiece } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { type Answer, chunk, failing, hello, raw, streaming } from '../testing/api-server.ts';
import { failure, request, withServer } from '../testing/with-server.ts';
import { withRetry } from '../wrappers/with-retry.ts';
import { withTimeout } from '../wrappers/with-timeout.ts';

/** Sends a first piece and then nothing more. */
const stuck: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(`data: ${JSON.stringify(chunk({ content: 'a' }))}\n\n`);
};

describe('stopping', () => {
  it('by a break closes the connection', () =>
    withServer([stuck], async (model, { closedEarly }) => {
      const generation = model.generate(request);
      for await (const piece of generation) {
        expect(piece).toEqual({ type: 'text', text: 'a' });
        break;
      }
      expect(await generation.result).toMatchObject({ text: 'a', finishReason: 'cancelled' });
      await closedEarly;
    }));

  it('by a signal closes the connection and gives its reason', () =>
    withServer([stuck], async (model, { closedEarly }) => {
      const abort = new AbortController();
      const generation = model.generate({ ...request, signal: abort.signal });
      const seen: ChatPiece[] = [];
      await expect(async () => {
        for await (const piece of generation) {
          seen.push(piece);
          abort.abort(new Error('enough'));
        }
      }).rejects.toThrow('enough');
      expect(seen.length).toBe(1);
      await expect(generation.result).rejects.toThrow('enough');
      await closedEarly;
    }));

  it('before the start asks nothing', () =>
    withServer([stuck], async (model, { bodies }) => {
      await expect(model.generate({ ...request, signal: AbortSignal.abort() }).result).rejects.toThrow(
        /abort/i,
      );
      expect(bodies).toEqual([]);
    }));

  it('by a time limit closes the connection', () =>
    withServer([stuck], async (model, { closedEarly }) => {
      const error = await failure(withTimeout(model, { betweenPieces: 50 }).generate(request).result);
      expect(error).toMatchObject({ kind: 'timeout', isRetryable: true });
      await closedEarly;
    }));

  it('by a total limit ends a slow drip', () => {
    const drip: Answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      while (!response.destroyed) {
        response.write(`data: ${JSON.stringify(chunk({ content: '.' }))}\n\n`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    return withServer([drip], async (model) => {
      const limited = withTimeout(model, { total: 200, betweenPieces: 10_000 });
      expect((await failure(limited.generate(request).result)).message).toMatch(/200 ms in all/);
    });
  });
});

describe('trying again', () => {
  it('waits as long as the service asks, then succeeds', () =>
    withServer(
      [failing(429, {}, { 'retry-after': '7' }), failing(500), streaming(...hello)],
      async (model, { bodies }) => {
        const waits: number[] = [];
        const patient = withRetry(model, { wait: async (milliseconds) => void waits.push(milliseconds) });
        expect((await patient.generate(request).result).text).toBe('Hello!');
        expect(bodies.length).toBe(3);
        expect(waits[0]).toBe(7000);
        expect(waits[1]).toBeGreaterThanOrEqual(500);
        expect(waits[1]).toBeLessThanOrEqual(1000);
      },
    ));

  it('never follows a piece that was given out', () =>
    withServer(
      [raw(`data: ${JSON.stringify(chunk({ content: 'a' }))}\n\n`), streaming(...hello)],
      async (model, { bodies }) => {
        const patient = withRetry(model, { wait: async () => {} });
        expect((await failure(patient.generate(request).result)).kind).toBe('connection');
        expect(bodies.length).toBe(1);
      },
    ));
});
