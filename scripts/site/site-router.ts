import { DocumentReflection, KindRouter, type Reflection } from 'typedoc';

import { documentPath } from './document-path.ts';

/** Gives a document the address of its file: `docs/guides/start.md` becomes `guides/start.html`. */
export class SiteRouter extends KindRouter {
  protected override getIdealBaseName(reflection: Reflection): string {
    if (!(reflection instanceof DocumentReflection)) return super.getIdealBaseName(reflection);
    return documentPath(reflection, reflection.project)
      .replace(/^docs\//, '')
      .replace(/\.md$/, '')
      .replace(/(^|\/)README$/, '$1index')
      .replace(/\/main\.ts$/, '')
      .replaceAll('.', '-');
  }
}
