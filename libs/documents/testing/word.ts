import { Document, Packer, type ISectionOptions } from 'docx';

export type WordContent = ISectionOptions['children'];

/** A Word document as the `docx` library writes it, with a list of bullets and one of numbers to refer to. */
export function word(
  children: WordContent,
  more: Partial<ConstructorParameters<typeof Document>[0]> = {},
): Promise<Buffer> {
  const levels = (format: 'bullet' | 'decimal', text: (level: number) => string) =>
    [0, 1].map((level) => ({ level, format, text: text(level) }));
  return Packer.toBuffer(
    new Document({
      numbering: {
        config: [
          { reference: 'bullets', levels: levels('bullet', () => '•') },
          { reference: 'numbers', levels: levels('decimal', (level) => `%${level + 1}.`) },
        ],
      },
      sections: [{ children }],
      ...more,
    }),
  );
}
