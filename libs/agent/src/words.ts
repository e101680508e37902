import { passageOf, renderTemplate, type Section, type TemplateValues } from '@salesagent/playbook';

/** The playbook's words for a draft. Each passage used becomes a citation. */
export class Words {
  readonly cited = new Set<string>();
  /** Templates that were filled: the words that the playbook lends. */
  readonly lent = new Map<string, string>();
  constructor(private readonly section: Section) {}

  /**
   * Fills the template below a heading from facts.
   * @throws MissingFacts when a placeholder has no fact; MissingPassage when the section has no such heading
   */
  render(heading: string, values: TemplateValues): string {
    const passage = passageOf(this.section, heading);
    if (!passage) throw new MissingPassage(this.section.id, heading);
    this.cited.add(passage.id);
    this.lent.set(passage.id, passage.text);
    return renderTemplate(passage.text, values);
  }

  /** Plain words of a passage, cited. Null when the section has no such heading. */
  quote(heading: string): string | null {
    const passage = passageOf(this.section, heading);
    if (passage) this.cited.add(passage.id);
    return passage?.text ?? null;
  }
}

export class MissingPassage extends Error {
  constructor(section: string, heading: string) {
    super(`The playbook section ${section} has no passage "${heading}"`);
    this.name = 'MissingPassage';
  }
}
