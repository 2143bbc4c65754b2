/** Tokens that get ids in the order in which they appear. */
export class TokenTable {
  readonly tokens: string[] = [];
  readonly ids: Map<string, number> = new Map();

  get size(): number {
    return this.tokens.length;
  }

  /** The id of a token, which becomes known by this. */
  add(token: string): number {
    const known = this.ids.get(token);
    if (known !== undefined) return known;
    const id = this.tokens.length;
    this.tokens.push(token);
    this.ids.set(token, id);
    return id;
  }
}
