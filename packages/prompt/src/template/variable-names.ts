/**
 * The names in a template, inferred from its literal: `'Translate {{text}} to {{language}}'` has `'text' | 'language'`.
 * Single braces are ordinary text, so JSON needs no escapes.
 */
export type VariableNames<Template extends string> = string extends Template
  ? string
  : Collect<Template, never>;

/** Tail-recursive, one step for each variable: a thousand variables are no problem. */
type Collect<Template extends string, Found> = Template extends `${string}{{${infer Name}}}${infer Rest}`
  ? Collect<Rest, Found | Trim<Name>>
  : Found;

type Trim<Text extends string> = Text extends `${Space}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${Space}`
    ? Trim<Rest>
    : Text;

type Space = ' ' | '\n' | '\t' | '\r';
