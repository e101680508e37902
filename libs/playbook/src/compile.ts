import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { companyFiles, filesBelow, notPublishable, type PlaybookFile } from './company-layer';
import { frontMatterSchema } from './front-matter';
import { layerValues, unknownKey } from './layers';
import { Playbook, type Passage, type PlaybookData, type Section } from './playbook';
import { PlaybookErrors, type PlaybookProblem } from './problems';
import { parseSection, YamlSource, type SectionSource } from './source';
import { importSourceOf, isDraft, withoutStanding, type DraftSection } from './standing';

export interface CompileOptions {
  /** Slug of the company whose folder `companies/{slug}` lies over `base`. */
  company?: string;
  /**
   * What was published for the company: it takes the place of everything in the company's folder that can be published.
   * Files are named as in that folder.
   */
  published?: readonly PlaybookFile[] | null;
}

export interface StrictOptions extends CompileOptions {
  /** Which files of the company's layer the caller reads, all when absent: mistakes in others are not the caller's. */
  reads?: (file: string) => boolean;
}

/** Keys a section's front matter may have. */
const FRONT_MATTER_KEYS = Object.keys(frontMatterSchema.shape);
/** Data files to which a company adds keys of its own. */
const OPEN_MAPS: ReadonlySet<string> = new Set(['asked', 'glossary']);
const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/**
 * Compiles a folder `playbooks/` (`base/`, `companies/{slug}/`) to rules and passages.
 * @throws PlaybookErrors naming every problem of what is read with file, line and remedy.
 */
export function compilePlaybook(dir: string, { reads = () => true, ...options }: StrictOptions = {}): Playbook {
  const { playbook, problems } = tryCompile(dir, options);
  const layer = `companies/${options.company}/`;
  const read = problems.filter(({ file }) => !file.startsWith(layer) || reads(file.slice(layer.length)));
  if (read.length > 0) throw new PlaybookErrors(read);
  return playbook;
}

export interface Compiled {
  playbook: Playbook;
  problems: PlaybookProblem[];
  /** Sections that are written and not in force. */
  drafts: DraftSection[];
}

/** As `compilePlaybook`, but hands back the problems beside whatever compiled. */
export function tryCompile(dir: string, options: CompileOptions): Compiled {
  const problems: PlaybookProblem[] = [];
  const base = join(dir, 'base');
  if (!existsSync(base)) {
    problems.push({
      file: base,
      line: 1,
      message: 'does not exist',
      suggestion: 'set PLAYBOOKS_DIR to the playbooks folder',
    });
  }
  const under = readLayer(dir, base, problems);
  const over = options.company
    ? companysLayer(dir, options.company, options.published ?? null, problems)
    : emptyLayer();
  const sections = layerSections(under.sections, over.sections, problems);
  const data = layerData(under.data, over.data, problems);
  const version = hash([[...sections.values()].map((s) => [s.id, s.version]), [...data.values()].map((d) => d.value)]);
  return { playbook: new Playbook(sections, data, version), problems, drafts: [...under.drafts, ...over.drafts] };
}

interface Layer {
  sections: Map<string, SectionSource>;
  data: Map<string, YamlSource>;
  drafts: DraftSection[];
}
const emptyLayer = (): Layer => ({ sections: new Map(), data: new Map(), drafts: [] });

function readLayer(root: string, folder: string, problems: PlaybookProblem[]): Layer {
  return layerOf(relative(root, folder).split(sep).join('/'), filesBelow(folder), problems);
}

/** The company's folder, or what was published in its place with what of the folder cannot be published. */
function companysLayer(
  root: string,
  company: string,
  published: readonly PlaybookFile[] | null,
  problems: PlaybookProblem[],
): Layer {
  const files = companyFiles(root, company);
  const kept = published === null ? files : files.filter(({ file }) => notPublishable(file) !== null);
  const all = [...kept, ...(published ?? [])].sort((a, b) => (a.file < b.file ? -1 : 1));
  return layerOf(`companies/${company}`, all, problems);
}

/** @param folder as messages name it: `base`, `companies/acme` */
function layerOf(folder: string, files: readonly PlaybookFile[], problems: PlaybookProblem[]): Layer {
  const layer = emptyLayer();
  const read = new Set<string>();
  for (const { file, text } of files) {
    const id = file.replace(/\.(md|yaml)$/, '');
    const name = `${folder}/${file}`;
    const unread = whyUnread(file, read.has(file));
    read.add(file);
    if (unread) problems.push({ file: name, line: 1, ...unread });
    else if (file.endsWith('.yaml')) layer.data.set(id, YamlSource.parse(name, text, 0, problems));
    else if (id.includes('/') && !id.endsWith('README')) {
      const own: PlaybookProblem[] = [];
      const section = parseSection(name, text, own);
      if (isDraft(section, own)) layer.drafts.push({ id, file: name, source: importSourceOf(section), problems: own });
      else {
        layer.sections.set(id, section);
        problems.push(...own);
      }
    }
  }
  return layer;
}

/** One id has one file: a second one would lie over what was signed, unseen. */
function whyUnread(file: string, twice: boolean): Pick<PlaybookProblem, 'message' | 'suggestion'> | null {
  if (twice) return { message: 'is given twice', suggestion: 'leave one of them out' };
  if (!file.endsWith('.yml')) return null;
  return { message: 'is not read: data files end in .yaml', suggestion: 'rename it to end in .yaml, or delete it' };
}

function layerSections(
  under: Map<string, SectionSource>,
  over: Map<string, SectionSource>,
  problems: PlaybookProblem[],
): Map<string, Section> {
  const sections = new Map<string, Section>();
  for (const id of [...new Set([...under.keys(), ...over.keys()])].sort()) {
    const layers = [under.get(id), over.get(id)].filter((s) => s !== undefined);
    const front = layerValues(
      layers.map((s) => s.frontMatter),
      problems,
      { part: withoutStanding, checkedElsewhere },
    );
    const frontMatter = (front.value ?? {}) as Record<string, unknown>;
    for (const key of Object.keys(frontMatter).filter((k) => !FRONT_MATTER_KEYS.includes(k))) {
      problems.push(unknownKey(front.locate([key]), [key], FRONT_MATTER_KEYS));
    }
    const passages = layerPassages(id, layers);
    const action = typeof frontMatter['action'] === 'string' ? frontMatter['action'] : null;
    const title = layers.findLast((s) => s.title !== null)?.title;
    if (!title) {
      problems.push({
        file: layers[0]!.file,
        line: 1,
        message: 'has no title',
        suggestion: 'add a line "# Name of the section" below the front matter',
      });
    }
    sections.set(id, {
      id,
      title: title ?? id,
      action,
      rules: frontMatter['rules'] ?? {},
      frontMatter,
      provenance: front.provenance,
      passages,
      version: hash([frontMatter, passages.map((p) => [p.id, p.text])]),
      locate: front.locate,
    });
  }
  return sections;
}

/** A company may say what the firm leaves to its default: these keys are checked by name, not by what the firm has. */
const checkedElsewhere = (path: readonly string[]): boolean => path.length === 1 || path[0] === 'attention';

/** A company's passage replaces the firm's of the same heading; a new heading is added. */
function layerPassages(id: string, layers: SectionSource[]): Passage[] {
  const passages = new Map<string, Passage>();
  for (const layer of layers) {
    for (const p of layer.passages) {
      passages.set(p.slug, { id: `${id}#${p.slug}`, heading: p.heading, text: p.text, file: layer.file, line: p.line });
    }
  }
  return [...passages.values()];
}

function layerData(
  under: Map<string, YamlSource>,
  over: Map<string, YamlSource>,
  problems: PlaybookProblem[],
): Map<string, PlaybookData> {
  const data = new Map<string, PlaybookData>();
  for (const name of [...new Set([...under.keys(), ...over.keys()])].sort()) {
    const sources = [under.get(name), over.get(name)].filter((s) => s !== undefined);
    data.set(name, { name, ...layerValues(sources, OPEN_MAPS.has(name) ? [] : problems) });
  }
  return data;
}
