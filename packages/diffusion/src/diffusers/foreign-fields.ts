import { schedulerClasses } from './scheduler-classes.ts';

/**
 * Fields of a configuration that only other classes have. diffusers writes them to a file whose class was changed, and
 * passes over them; one that is switched on (`use_karras_sigmas: true`) asks for what the class cannot do and is not
 * among them.
 */
export function foreignFields(className: string, fields: Readonly<Record<string, unknown>>): string[] {
  const own = schedulerClasses[className]?.config.shape ?? {};
  const others = Object.values(schedulerClasses);
  return Object.keys(fields).filter(
    (name) =>
      !Object.hasOwn(own, name) &&
      !(name.startsWith('use_') && fields[name] === true) &&
      others.some(({ config }) => Object.hasOwn(config.shape, name)),
  );
}
