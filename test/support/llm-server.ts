import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a scripted model answers, whichever protocol it is asked in. */
export interface ScriptedAnswer {
  text?: string;
  calls?: { tool: string; arguments: unknown }[];
  /** Null: the answer says nothing of it. */
  usage?: { input: number; output: number; cached?: number } | null;
  ended?: 'whole' | 'cut' | 'refused';
}

export interface ModelRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: { [key: string]: unknown };
}

/** Answers by script, or misbehaves: a function has the connection to itself. */
export type Step = ScriptedAnswer | ((request: ModelRequest, response: ServerResponse) => void);

export interface LlmServer {
  url: string;
  hostAndPort: string;
  requests: ModelRequest[];
  /** What it answers next, in order; without any more, 500. */
  script: Step[];
  close(): Promise<void>;
}

/** A server that speaks the protocols of OpenAI (and all that are compatible), Anthropic and Google. */
export async function startLlmServer(): Promise<LlmServer> {
  const requests: ModelRequest[] = [];
  const script: Step[] = [];
  const server = createServer(async (incoming, response) => {
    const request = { path: incoming.url ?? '', headers: incoming.headers, body: await bodyOf(incoming) };
    requests.push(request);
    const step =
      script.shift() ?? ((_request, unscripted) => unscripted.writeHead(500).end('the script is at its end'));
    if (typeof step === 'function') step(request, response);
    else json(response, 200, inProtocolOf(request.path, step));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hostAndPort = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${hostAndPort}/v1`,
    hostAndPort,
    requests,
    script,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function bodyOf(incoming: IncomingMessage): Promise<ModelRequest['body']> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as ModelRequest['body'];
}

function inProtocolOf(path: string, answer: ScriptedAnswer): unknown {
  if (path.endsWith('/messages')) return anthropicAnswer(answer);
  return path.includes(':generateContent') ? googleAnswer(answer) : openAiAnswer(answer);
}

const usual = { input: 1_000, output: 50 };
const textOf = (given: unknown) => (typeof given === 'string' ? given : JSON.stringify(given));

export function openAiAnswer({ text, calls = [], usage = usual, ended = 'whole' }: ScriptedAnswer) {
  const tool_calls = calls.map(({ tool, arguments: given }, index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name: tool, arguments: textOf(given) },
  }));
  const whole = calls.length > 0 ? 'tool_calls' : 'stop';
  return {
    id: 'answer',
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text ?? null, ...(calls.length > 0 ? { tool_calls } : {}) },
        finish_reason: { whole, cut: 'length', refused: 'content_filter' }[ended],
      },
    ],
    ...(usage === null
      ? {}
      : {
          usage: {
            prompt_tokens: usage.input,
            completion_tokens: usage.output,
            total_tokens: usage.input + usage.output,
            prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
          },
        }),
  };
}

function anthropicAnswer({ text, calls = [], usage = usual, ended = 'whole' }: ScriptedAnswer) {
  const whole = calls.length > 0 ? 'tool_use' : 'end_turn';
  return {
    type: 'message',
    id: 'answer',
    role: 'assistant',
    model: 'scripted',
    content: [
      ...(text === undefined ? [] : [{ type: 'text', text }]),
      ...calls.map(({ tool, arguments: given }, index) => ({
        type: 'tool_use',
        id: `toolu_${index}`,
        name: tool,
        input: given,
      })),
    ],
    stop_reason: { whole, cut: 'max_tokens', refused: 'refusal' }[ended],
    stop_sequence: null,
    ...(usage === null
      ? {}
      : {
          usage: {
            input_tokens: usage.input - (usage.cached ?? 0),
            output_tokens: usage.output,
            cache_read_input_tokens: usage.cached ?? 0,
            cache_creation_input_tokens: 0,
          },
        }),
  };
}

function googleAnswer({ text, calls = [], usage = usual, ended = 'whole' }: ScriptedAnswer) {
  const parts = [
    ...(text === undefined ? [] : [{ text }]),
    ...calls.map(({ tool, arguments: given }) => ({
      functionCall: { name: tool, args: given },
      thoughtSignature: 'signed',
    })),
  ];
  return {
    candidates: [
      {
        index: 0,
        content: { role: 'model', parts },
        finishReason: { whole: 'STOP', cut: 'MAX_TOKENS', refused: 'SAFETY' }[ended],
      },
    ],
    ...(usage === null
      ? {}
      : {
          usageMetadata: {
            promptTokenCount: usage.input,
            candidatesTokenCount: usage.output,
            totalTokenCount: usage.input + usage.output,
            cachedContentTokenCount: usage.cached ?? 0,
          },
        }),
  };
}
