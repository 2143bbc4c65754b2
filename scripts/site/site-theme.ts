import { DefaultTheme, type NavigationElement, type ProjectReflection, ReflectionKind } from 'typedoc';

/** The default theme with the packages under one heading, after the guides. */
export class SiteTheme extends DefaultTheme {
  override buildNavigation(project: ProjectReflection): NavigationElement[] {
    const elements = super.buildNavigation(project);
    const documents = elements.filter(({ kind }) => kind === ReflectionKind.Document);
    const packages = elements
      .filter(({ kind }) => kind !== ReflectionKind.Document)
      .toSorted((a, b) => a.text.localeCompare(b.text, 'en'));
    const api: NavigationElement = { text: 'API', path: 'modules.html', children: packages };
    return [...documents.slice(0, 1), api, ...documents.slice(1)];
  }
}
