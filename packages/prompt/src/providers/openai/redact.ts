/** Replaces every secret in a text that came from elsewhere, and cuts it to a readable length. */
export function redact(text: string, secrets: readonly string[]): string {
  // Cut last: half a secret would not be found any more.
  const clean = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((result, secret) => result.replaceAll(secret, '[redacted]'), text);
  return clean.length > 500 ? `${clean.slice(0, 500)}…` : clean;
}
