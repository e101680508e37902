import { posix } from 'node:path';
import { at, childrenOf, treeOf } from './tree';
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
