type Loose = { [key: string]: unknown };

/**
 * Makes what servers send into what their protocol says, where it is clear what is meant: arguments of a tool as an
 * object instead of a text, no index or type, use of tokens that is no number. All else is left as it is.
 */
export function mendAnswer(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { choices, content, usage, usageMetadata } = body;
  return {
    ...body,
    ...(Array.isArray(choices) ? { choices: choices.map(mendChoice) } : {}),
    ...(usage === undefined ? {} : { usage: numbersOf(usage) }),
    ...(usageMetadata === undefined ? {} : { usageMetadata: numbersOf(usageMetadata) }),
    // Anthropic's protocol has no answer without it
    ...(Array.isArray(content) ? { usage: { input_tokens: 0, output_tokens: 0, ...numbersOf(usage) } } : {}),
  };
}

function mendChoice(choice: unknown, index: number): unknown {
  if (!isObject(choice) || !isObject(choice['message'])) return choice;
  const { message } = choice as { message: Loose };
  const { tool_calls: calls } = message;
  return {
    index,
    ...choice,
    message: Array.isArray(calls) ? { ...message, tool_calls: calls.map(mendCall) } : message,
  };
}

function mendCall(call: unknown): unknown {
  if (!isObject(call) || !isObject(call['function'])) return call;
  const { arguments: given = {}, name } = call['function'];
  return {
    ...call,
    type: 'function',
    function: {
      name: typeof name === 'string' ? name : '',
      arguments: typeof given === 'string' ? given : JSON.stringify(given),
    },
  };
}

/** Only what can be counts: whole numbers from 0, and objects of such. */
function numbersOf(usage: unknown): Loose {
  if (!isObject(usage)) return {};
  return Object.fromEntries(
    Object.entries(usage)
      .map(([name, value]) => [name, isObject(value) ? numbersOf(value) : value])
      .filter(([, value]) => isObject(value) || (Number.isSafeInteger(value) && Number(value) >= 0)),
  );
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
