import { readFileSync } from 'node:fs';

import { applyChatTemplate, chatTemplate, readChatTemplate, readTokenizer } from '@fm/lm/tokenizer';

import { configOf, realFiles } from '../../tokenizers/data/models.ts';
import { rustTokenizer } from './rust-binding.ts';
import { hardTexts } from './texts.ts';

/** For tokenizers whose files have no template of their own. */
const plainTemplate = '{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}';
/** Ways to bring a control token into a message. */
const disguises: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => ` ${token} `,
  (token) => `a${token}b`,
  (token) => token + token,
  (token) => `${token.slice(0, 1)}${token}`,
  (token) => `${token}${token.slice(0, -1)}`,
];

/** Conversations whose ids are compared with the reference's. */
const conversations = 1000;

/**
 * Types every added token of every real tokenizer into a message, and compares conversations without any with what the
 * reference makes of the rendered text.
 *
 * @returns whether no message brought in a control token, and all ids are the reference's
 */
export async function checkChat(): Promise<boolean> {
  let ok = true;
  for (const file of realFiles) {
    const tokenizer = readTokenizer(JSON.parse(readFileSync(file.json, 'utf8')));
    const template = readChatTemplate(configOf(file)) ?? chatTemplate(plainTemplate);
    const added = tokenizer.addedTokens;
    const control = new Set(
      added.filter(({ content, special }) => special || isMarkup(content)).map(({ id }) => id),
    );
    const controlIds = (content: string): string => {
      const { ids } = applyChatTemplate(tokenizer, [{ role: 'user', content }], { template });
      return Array.from(ids)
        .filter((id) => control.has(id))
        .join(' ');
    };
    const expected = controlIds('x');
    let injected = 0;
    let tried = 0;
    // Some files have thousands of reserved tokens that differ in a number only.
    const step = Math.max(1, Math.floor(added.length / 500));
    for (let i = 0; i < added.length; i += step) {
      const { content, id } = added[i] as (typeof added)[number];
      if (!control.has(id)) continue;
      for (const disguise of disguises) {
        tried++;
        if (controlIds(disguise(content)) === expected) continue;
        if (injected++ < 3)
          console.log(`  ${file.name}: ${JSON.stringify(disguise(content))} became a control token`);
      }
    }
    const reference = await rustTokenizer(file.json, false);
    // Tokens of blanks alone are no markup: text holds them anyway, and its ids must not change.
    const spellings = added.map(({ content }) => content).filter((content) => content.trim() !== '');
    let different = 0;
    for (const text of hardTexts(conversations, [], 3)) {
      if (spellings.some((token) => text.includes(token))) continue;
      const messages = [
        { role: 'user', content: text },
        { role: 'assistant', content: text.slice(0, 200) },
        { role: 'user', content: text.slice(-50) },
      ];
      const chat = applyChatTemplate(tokenizer, messages, { template, addGenerationPrompt: true });
      const { ids } = await reference(chat.text);
      if (ids.length === chat.ids.length && chat.ids.every((id, i) => id === ids[i])) continue;
      if (different++ < 3) console.log(`  ${file.name}: ids of ${JSON.stringify(chat.text).slice(0, 300)}`);
    }
    const passes = injected + different === 0;
    ok &&= passes;
    console.log(
      `${passes ? 'ok  ' : 'FAIL'} ${file.name.padEnd(12)} ${tried} messages that spell control tokens, ${injected} got through; ` +
        `${conversations} conversations, ids of ${different} are not the reference's`,
    );
  }
  return ok;
}

/** Whether a token that is not marked special is nevertheless one that text does not hold by itself. */
function isMarkup(content: string): boolean {
  return /^<.*>$|^\[.*\]$/su.test(content);
}
