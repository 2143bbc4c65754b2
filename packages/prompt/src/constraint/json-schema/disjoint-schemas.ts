import type { JsonSchema } from '@fm/core';

/** Whether no value can be of both schemas, by their types, their values or the values of a required property. */
export function areDisjoint(a: JsonSchema | boolean, b: JsonSchema | boolean): boolean {
  if (a === false || b === false) return true;
  if (a === true || b === true) return false;
  const [types, otherTypes] = [typesOf(a), typesOf(b)];
  if (types !== undefined && otherTypes !== undefined && !types.some((type) => otherTypes.includes(type)))
    return true;
  const [values, otherValues] = [valuesOf(a), valuesOf(b)];
  if (values !== undefined && otherValues !== undefined)
    return !values.some((value) => otherValues.includes(value));
  const [properties, otherProperties] = [a, b].map(
    (each) => (each['properties'] ?? {}) as Record<string, JsonSchema | boolean>,
  );
  const required = (a['required'] ?? []) as readonly string[];
  const otherRequired = (b['required'] ?? []) as readonly string[];
  if (!isObjectOnly(types) || !isObjectOnly(otherTypes)) return false;
  return required.some((name) => {
    const [own, other] = [properties?.[name], otherProperties?.[name]];
    return (
      otherRequired.includes(name) && own !== undefined && other !== undefined && areDisjoint(own, other)
    );
  });
}

function isObjectOnly(types: readonly string[] | undefined): boolean {
  return types?.length === 1 && types[0] === 'object';
}

/** Types that a value may have, integers counted as numbers. */
function typesOf(schema: JsonSchema): readonly string[] | undefined {
  const type = schema['type'] as string | readonly string[] | undefined;
  return type === undefined ? undefined : [type].flat().map((each) => (each === 'integer' ? 'number' : each));
}

function valuesOf(schema: JsonSchema): readonly string[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [JSON.stringify(schema['const'])];
  const values = schema['enum'] as readonly unknown[] | undefined;
  return values?.map((value) => JSON.stringify(value));
}
