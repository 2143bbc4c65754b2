/**
 * Turns typedoc's API reference into the whole site: guides, examples, results and decisions beside the API.
 *
 * A document is called what its first heading says. A folder's README is the page of that folder: the other
 * documents are its children, in the order in which it links to them. A link to a source file leads to a page
 * with its code. Packages show their exports by the folder of the source.
 */
import { Application, Converter, RendererEvent } from 'typedoc';

import { addSourcePages } from './add-source-pages.ts';
import { arrangeDocuments } from './arrange-documents.ts';
import { categorizeExports } from './categorize-exports.ts';
import { checkLinks } from './check-links.ts';
import { liftEntries } from './lift-entries.ts';
import { mergeRootEntry } from './merge-root-entry.ts';
import { SiteRouter } from './site-router.ts';
import { SiteTheme } from './site-theme.ts';

export function load(app: Application): void {
  app.renderer.defineRouter('fm', SiteRouter);
  app.renderer.defineTheme('fm', SiteTheme);
  // Before typedoc's own merging, grouping and sorting, which have lower numbers.
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => mergeRootEntry(project), 20_000);
  app.on(
    Application.EVENT_PROJECT_REVIVE,
    (project) => {
      addSourcePages(project);
      arrangeDocuments(project, app.logger);
      liftEntries(project, app.logger);
      categorizeExports(project);
    },
    20_000,
  );
  // After everything else, when all pages and assets are written.
  app.renderer.on(
    RendererEvent.END,
    ({ outputDirectory }) => checkLinks(outputDirectory, app.logger),
    -20_000,
  );
}
