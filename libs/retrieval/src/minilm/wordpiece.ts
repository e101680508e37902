/**
 * Tokens as BERT's uncased models were trained on: WordPiece over words in lower case without accents, punctuation and
 * Chinese characters each for themselves (Devlin et al., 2019; Wu et al., 2016).
 */
export class WordPiece {
  private readonly ids: ReadonlyMap<string, number>;

  /** `vocabulary` as `vocab.txt` has it: a token a line, its number is its place. */
  constructor(vocabulary: string) {
    this.ids = new Map(vocabulary.split(/\r?\n/).map((token, id) => [token, id]));
    for (const token of SPECIAL) if (!this.ids.has(token)) throw new Error(`The vocabulary has no ${token}.`);
  }

  /** Numbers of the tokens of a text between those of its beginning and end, `most` in all; what is beyond is left out. */
  encode(text: string, most: number): number[] {
    const ids = [this.id('[CLS]')];
    for (const word of wordsOf(text)) {
      for (const id of this.pieces(word)) {
        if (ids.length === most - 1) return [...ids, this.id('[SEP]')];
        ids.push(id);
      }
    }
    return [...ids, this.id('[SEP]')];
  }

  /** The longest pieces from the left; a word that cannot be put together is unknown as a whole. */
  private pieces(word: string): number[] {
    const characters = [...word];
    if (characters.length > LONGEST_WORD) return [this.id('[UNK]')];
    const found: number[] = [];
    for (let from = 0; from < characters.length;) {
      let to = characters.length;
      let id: number | undefined;
      for (; to > from && id === undefined; to--) {
        const piece = characters.slice(from, to).join('');
        id = this.ids.get(from === 0 ? piece : `##${piece}`);
      }
      if (id === undefined) return [this.id('[UNK]')];
      found.push(id);
      from = to + 1;
    }
    return found;
  }

  private id(token: (typeof SPECIAL)[number]): number {
    return this.ids.get(token)!;
  }
}

const SPECIAL = ['[CLS]', '[SEP]', '[UNK]', '[PAD]'] as const;
const LONGEST_WORD = 100;
const CHINESE = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2fa1f}]/u;
/** What ASCII has besides letters, digits and blanks counts as punctuation, whatever Unicode says of it. */
const PUNCTUATION = /[!-/:-@[-`{-~]|\p{P}/u;

function wordsOf(text: string): string[] {
  const plain = text
    .replace(/[\0\ufffd]|(?![\t\n\r])\p{C}/gu, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');
  const words: string[] = [];
  let word = '';
  const end = (): void => {
    if (word) words.push(word);
    word = '';
  };
  for (const character of plain) {
    if (/\s/u.test(character)) end();
    else if (PUNCTUATION.test(character) || CHINESE.test(character)) {
      end();
      words.push(character);
    } else word += character;
  }
  end();
  return words;
}
