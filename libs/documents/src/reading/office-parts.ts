import { posix } from 'node:path';
import { tidy } from './model';
import { at, childrenOf, treeOf, wordsOf } from './tree';
import type { ZipParts } from './zip';

export interface RelatedPart {
  id: string;
  /** URL of the kind of relation; its last word says which. */
  type: string;
  /** Path within the archive. */
  part: string;
}

/** The parts of an Office file that a part (`''` = the file itself) refers to. What lies outside the file is left out. */
export function relatedParts(file: string, parts: ZipParts, of: string): RelatedPart[] {
  const folder = posix.dirname(of);
  const xml = parts.text(posix.join(folder, '_rels', `${posix.basename(of)}.rels`));
  if (xml === null) return [];
  return childrenOf(at(treeOf(file, xml, true), 'Relationships'), 'Relationship')
    .filter(({ attributes }) => attributes['TargetMode'] !== 'External')
    .map(({ attributes: { Id = '', Type = '', Target = '' } }) => ({
      ...{ id: Id, type: Type },
      part: Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target),
    }));
}

/** What the properties of an Office file call it. */
export function titleOf(file: string, parts: ZipParts): string | null {
  const xml = parts.text('docProps/core.xml');
  const title = xml === null ? undefined : at(treeOf(file, xml, true), 'cp:coreProperties', 'dc:title');
  return title ? tidy(wordsOf(title)) || null : null;
}
