/** A passage as far as it is named to people. */
interface Placed {
  title: string;
  path: readonly string[];
  heading: string;
  file: string;
  line: number;
  page?: number | null | undefined;
}

export const titleOf = ({ title, path, heading }: Pick<Placed, 'title' | 'path' | 'heading'>): string =>
  [...new Set([title, ...path, heading])].join(' › ');

/** Line of a text file; of a document with pages, the page. */
export function placeOf({ file, line, page }: Pick<Placed, 'file' | 'line' | 'page'>): string {
  if (page != null) return `${file}, ${/\.pptx$/i.test(file) ? 'slide' : 'page'} ${page}`;
  return /\.(docx|pptx|pdf)$/i.test(file) ? file : `${file}:${line}`;
}

export const indented = (text: string): string => text.replace(/^(?=.)/gm, '   ');
