import { passageOf, renderTemplate, type Passage, type Section, type TemplateValues } from '@salesagent/playbook';
import type { OutputPolicy } from '@salesagent/governance';
import { admitsSentence } from './output';
import { fromTemplates, type Part, type PartWriter, type Written } from './writing';

/** The playbook's words for a draft. Each passage used becomes a citation. */
export class Words {
  readonly cited = new Set<string>();
  /** Templates that were filled: the words that the playbook lends. */
  readonly lent = new Map<string, string>();
  /** Whether a model wrote any of it. */
  modelWrote = false;

  /**
   * @param writer words templates anew where a model may; null = the templates stand
   * @param policy what a text may hold; null where no customer reads it
   */
  constructor(
    private readonly section: Section,
    private readonly writer: PartWriter | null = null,
    private readonly policy: OutputPolicy | null = null,
  ) {}

  /**
   * Fills the template below a heading from facts.
   * @throws MissingFacts when a placeholder has no fact; MissingPassage when the section has no such heading
   */
  render(heading: string, values: TemplateValues): string {
    return renderTemplate(this.lend(heading).text, values);
  }

  /**
   * Messages as a model words them from the facts, checked; each as its template where no model is configured, it does not
   * answer, or what it wrote cannot be shown to rest on anything.
   * @param people names of values that name a person, and that person's record: a model sees a token instead
   * @throws MissingFacts, MissingPassage like {@link render}: what has no template is not written either
   */
  async write(parts: readonly Part[], people: Readonly<Record<string, string>>): Promise<Written[]> {
    const filled = parts.map((part) => {
      const passage = this.lend(part.heading);
      const { id, text: template } = passage;
      return { ...part, passage: id, template, filled: renderTemplate(template, part.values) };
    });
    if (!this.writer) return fromTemplates(filled, 'no model is asked here');
    const written = await this.writer(filled, people);
    this.modelWrote ||= written.some(({ by }) => by.by === 'model');
    return written;
  }

  /** Whether a sentence of a document may stand in a message, so that a draft goes without it and not to waste. */
  admits(sentence: string, passage: string): boolean {
    return this.policy === null || admitsSentence(sentence, passage, this.policy);
  }

  /** Plain words of a passage, cited. Null when the section has no such heading. */
  quote(heading: string): string | null {
    const passage = passageOf(this.section, heading);
    if (passage) this.cited.add(passage.id);
    return passage?.text ?? null;
  }

  private lend(heading: string): Passage {
    const passage = passageOf(this.section, heading);
    if (!passage) throw new MissingPassage(this.section.id, heading);
    this.cited.add(passage.id);
    this.lent.set(passage.id, passage.text);
    return passage;
  }
}

export class MissingPassage extends Error {
  constructor(section: string, heading: string) {
    super(`The playbook section ${section} has no passage "${heading}"`);
    this.name = 'MissingPassage';
  }
}
