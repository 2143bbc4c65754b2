import { untranslatable } from './pattern-error.ts';
import type { PatternDialect } from './pattern-reader.ts';
import { translatePattern } from './translate-pattern.ts';

/**
 * The JavaScript expression (flags `g` and `v`) that matches what a pattern of a tokenizer file matches.
 *
 * Classes are Unicode's: `\s` has U+0085 and lacks U+FEFF, `\w` and `\d` know all scripts; possessive quantifiers,
 * atomic groups, inline options, POSIX brackets and class intersections are rewritten. Characters that Unicode
 * assigned lately follow the engine's version. Where case is ignored, it is so character by character: `(?i)ss` does not
 * match ß.
 *
 * A repetition directly around another one, such as `(a+)+`, is refused, since a failing match would take exponential
 * time; other slow patterns, such as `a*a*a*b`, are not recognised: take tokenizer files from people you trust.
 *
 * @param dialect `oniguruma` (the default) for `tokenizer.json`, `rust` for tiktoken
 * @throws {UnsupportedError} naming the pattern, where JavaScript cannot say it
 * @throws {FormatError} where it is no regular expression
 * @example `compilePattern("(?i:'s|'ll)")` matches `'LL`
 */
export function compilePattern(pattern: string, dialect: PatternDialect = 'oniguruma'): RegExp {
  const source = translatePattern(pattern, dialect);
  try {
    const expression = new RegExp(source, 'gv');
    // Engines compile on first use, where too large an expression shows.
    expression.test('');
    expression.lastIndex = 0;
    return expression;
  } catch (error) {
    throw untranslatable(pattern, `the engine says ${String(error).slice(0, 200)}`);
  }
}
