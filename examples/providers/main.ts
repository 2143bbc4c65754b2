/** A hosted model behind wrappers: streaming, tool calls, retries, time limits and a cache, against a service in this process. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  memoryCache,
  openAiCompatible,
  ProviderError,
  toAiSdk,
  withCache,
  withRetry,
  withTimeout,
} from '@fm/prompt';

// A service that is busy at first, then streams an answer. In real life: https://api.openai.com/v1, or a local server.
let requests = 0;
const server = createServer((request, response) => {
  request.resume();
  if (requests++ === 0) {
    response.writeHead(429, { 'retry-after': '0' }).end('{"error": {"message": "Too many requests"}}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of ['Fjords', ' are', ' drowned', ' valleys.'])
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  const end = {
    choices: [{ delta: {}, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 4 },
  };
  response.end(`data: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const hosted = openAiCompatible({
  baseUrl: `http://127.0.0.1:${port}/v1`,
  model: 'tiny',
  apiKey: 'sk-never-shown',
});

// Every wrapper takes a model and gives a model, so they go around each other in any order.
const model = withCache(withRetry(withTimeout(hosted, { betweenPieces: 10_000 }), { delay: 10 }), {
  store: memoryCache(100),
});
const messages = [{ role: 'user', content: 'What is a fjord?' }] as const;

const answer = model.generate({ messages });
for await (const piece of answer) if (piece.type === 'text') process.stdout.write(piece.text);
const { usage, finishReason } = await answer.result;
console.log(`\n${finishReason}, ${usage.inputTokens} + ${usage.outputTokens} tokens, ${requests} requests`);

await model.generate({ messages }).result;
console.log(`asked again: still ${requests} requests, the answer was kept`);

// The same model for everything that is built on the AI SDK.
const { specificationVersion, modelId } = toAiSdk(model);
console.log(`for the AI SDK: ${modelId}, version ${specificationVersion}`);

server.closeAllConnections();
server.close();
try {
  await hosted.generate({ messages }).result;
} catch (error) {
  if (ProviderError.is(error))
    console.log(`without the service: ${error.kind}, worth another try: ${error.isRetryable}`);
}
