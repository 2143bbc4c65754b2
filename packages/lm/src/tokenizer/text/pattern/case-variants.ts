/** The characters that differ from `character` only in case, itself among them (simple case folding). */
export function caseVariants(character: string): readonly string[] {
  variants ??= collectVariants();
  return variants.get(character) ?? [character];
}

let variants: ReadonlyMap<string, readonly string[]> | undefined;

/** Groups by the lower case of the upper case, which long s and s, Kelvin and k, final and middle sigma share. */
function collectVariants(): ReadonlyMap<string, readonly string[]> {
  const byKey = new Map<string, string[]>();
  const changes = /\p{Changes_When_Casemapped}/u;
  for (let codePoint = 0x41; codePoint < 0x1f000; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    // Dotless i and dotted I fold to i in Turkish only.
    if (!changes.test(character) || character === 'ı' || character === 'İ') continue;
    const key = single(single(character, 'toUpperCase'), 'toLowerCase');
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [character]);
    else group.push(character);
  }
  const all = new Map<string, readonly string[]>();
  for (const group of byKey.values()) for (const character of group) all.set(character, group);
  return all;
}

/** The mapped character; itself where the mapping has more than one. */
function single(character: string, mapping: 'toUpperCase' | 'toLowerCase'): string {
  const mapped = character[mapping]();
  return [...mapped].length === 1 ? mapped : character;
}
