/**
 * Arguments of a tool call. Those that are no JSON, such as arguments cut off at the length limit, stay text: no schema
 * takes them for an object, so the model hears of it.
 */
export function parseToolInput(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
