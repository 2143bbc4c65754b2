import { corpusNames, readCorpus } from '../../tokenizers/data/corpora.ts';

/** A seeded generator of whole numbers below a bound. */
export function drawer(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** First and last letter of more than twenty scripts. */
const scripts: readonly (readonly [first: number, last: number])[] = [
  [0x41, 0x7a], // Latin
  [0xc0, 0x24f], // Latin with marks
  [0x370, 0x3ff], // Greek
  [0x400, 0x4ff], // Cyrillic
  [0x531, 0x586], // Armenian
  [0x5d0, 0x5ea], // Hebrew
  [0x620, 0x64a], // Arabic
  [0x710, 0x72f], // Syriac
  [0x904, 0x939], // Devanagari
  [0x985, 0x9b9], // Bengali
  [0xa05, 0xa39], // Gurmukhi
  [0xb85, 0xbb9], // Tamil
  [0xc05, 0xc39], // Telugu
  [0xe01, 0xe2e], // Thai
  [0xe81, 0xeae], // Lao
  [0xf40, 0xf6c], // Tibetan
  [0x1000, 0x102a], // Myanmar
  [0x10d0, 0x10fa], // Georgian
  [0x1100, 0x11ff], // Hangul letters
  [0x1200, 0x137f], // Ethiopic
  [0x13a0, 0x13f4], // Cherokee
  [0x1780, 0x17b3], // Khmer
  [0x1820, 0x1878], // Mongolian
  [0x1e00, 0x1fff], // Latin and Greek, extended
  [0x3041, 0x30ff], // Kana
  [0x4e00, 0x9fff], // Han
  [0xac00, 0xd7a3], // Hangul
  [0xfb00, 0xfdff], // Presentation forms
  [0xff01, 0xffee], // Full width
  [0x1d400, 0x1d7ff], // Mathematical letters
  [0x20000, 0x2a6df], // Han, extension B
  [0x10400, 0x1044f], // Deseret
];

const marks = [
  '\u0301',
  '\u0308',
  '\u0327',
  '\u093F',
  '\u094D',
  '\u0E31',
  '\u064B',
  '\u20E3',
  '\uFE0F',
  '\u200D',
  '\u200B',
];
const emoji = ['😀', '👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇩🇪', '🇯🇵', '1️⃣', '❤️', '👩🏾‍🚀', '🧑‍💻', '☠︎', '🫠'];
const blanks = [
  ' ',
  '  ',
  '   ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  ' \n',
  '\u00A0',
  '\u0085',
  '\u2028',
  '\u3000',
  '\u200B',
  '\v',
  '\f',
];
const oddities = [
  '\u0000',
  '\uFEFF',
  '\u0085',
  '__proto__',
  'hasOwnProperty',
  'constructor',
  '\uFFFD',
  '\uD83D',
  '\uDE00',
  '\uD83D\uD83D',
  '\u001C',
  '\u0130',
  'ſ',
  'ẞ',
  'ŉ',
  'ﬁ',
  'ς',
  'Ⅷ',
  '½',
  '²',
  '٣',
  '१',
  '\u2581',
  '▁▁',
  '##',
  'Ġ',
  'Ċ',
  '\u00AD',
  "n't",
  "'S",
  "'ſ",
  '’s',
  '\u{E0001}',
  '\u{10FFFF}',
  '<0x41>',
];
const punctuation = [...'.,;:!?…—-–()[]{}<>"\'`´/\\|@#$%^&*_+=~°§«»„“”、。！？「」'];

/**
 * Characters that Unicode 17 has and Unicode 16 lacks, as far as the texts would hold them. Regular expressions go by
 * the engine's version, 17 in Node, and the reference's by 16: a letter here is no letter there.
 */
const newCharacters =
  /[\u088F\u0C5C\u0CDC\u1ACF-\u1ADD\u1AE0-\u1AEB\u20C1\u2B96\uFBC3-\uFBD2\uFD90\uFD91\uFDC8-\uFDCE]/g;

/** Texts that are hard to tokenize in one way or another; `control` are tokens that also stand in the middle of text. */
export function* hardTexts(count: number, control: readonly string[], seed = 1): Generator<string> {
  for (const text of mixedTexts(count, control, seed)) yield text.replace(newCharacters, '\u0378');
}

function* mixedTexts(count: number, control: readonly string[], seed: number): Generator<string> {
  const draw = drawer(seed);
  const pick = <T>(items: readonly T[]): T => items[draw(items.length)] as T;
  const corpora = corpusNames.map(readCorpus);
  const slice = (most: number): string => {
    const corpus = pick(corpora);
    const start = draw(corpus.length - most);
    return corpus.slice(start, start + 1 + draw(most));
  };
  const letters = (most: number): string => {
    const [first, last] = pick(scripts);
    return Array.from({ length: 1 + draw(most) }, () =>
      String.fromCodePoint(first + draw(last - first + 1)),
    ).join('');
  };
  const piece = (): string => {
    switch (draw(14)) {
      case 0:
      case 1:
        return slice(60);
      case 2:
        return letters(12) + (draw(3) === 0 ? pick(marks) : '');
      case 3:
        return pick(emoji).repeat(1 + draw(3));
      case 4:
      case 5:
        return pick(blanks).repeat(1 + draw(4));
      case 6:
        return pick(oddities);
      case 7:
        return pick(punctuation).repeat(1 + draw(5));
      case 8:
        return String(draw(10 ** (1 + draw(9))));
      case 9:
        return control.length > 0 ? pick(control) : pick(oddities);
      case 10:
        return letters(3) + pick(marks).repeat(1 + draw(3));
      case 11:
        return letters(6).toUpperCase() + letters(6).toLowerCase();
      case 12:
        return control.length > 0 ? pick(control).slice(0, -1) : ' ';
      default:
        return String.fromCodePoint(draw(0x3000));
    }
  };
  for (let i = 0; i < count; i++) {
    const kind = draw(20);
    if (i === 0) yield '';
    else if (kind < 5) yield slice(600);
    else if (kind === 5) yield letters(1 + draw(500));
    else if (kind === 6 && i % 40 === 0)
      yield pick([...punctuation, ...blanks, 'a', 'ab', '한', '😀', '\u0301']).repeat(1 + draw(2000));
    else yield Array.from({ length: 1 + draw(16) }, piece).join('');
  }
}
