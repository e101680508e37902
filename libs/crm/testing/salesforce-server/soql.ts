import { SalesforceError, type Value } from './rows';

/** SOQL and SOSL Reference, "SOQL SELECT Syntax": the part of it that synchronisation uses. */
export interface SoqlQuery {
  fields: readonly string[];
  /** `SELECT COUNT()`: how many there are, and none of them. */
  count: boolean;
  from: string;
  where: Condition | null;
  orderBy: readonly { field: string; descending: boolean }[];
  limit: number | null;
}

export type Condition =
  | { kind: 'and' | 'or'; all: readonly Condition[] }
  | { kind: 'compare'; field: string; operator: string; value: Value }
  | { kind: 'in'; field: string; values: readonly Value[] }
  | { kind: 'like'; field: string; pattern: string };

const TOKEN =
  /\s*(?:(?<text>'(?:[^'\\]|\\.)*')|(?<instant>\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}))|(?<date>\d{4}-\d{2}-\d{2})|(?<number>-?\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w.]*)|(?<sign><=|>=|!=|[=<>(),]))/y;

interface Token {
  kind: 'text' | 'instant' | 'date' | 'number' | 'word' | 'sign';
  text: string;
}

export function parseSoql(soql: string): SoqlQuery {
  return new Parser(soql).query();
}

function malformed(message: string): SalesforceError {
  return new SalesforceError('MALFORMED_QUERY', message);
}

class Parser {
  private readonly tokens: Token[] = [];
  private at = 0;

  constructor(soql: string) {
    TOKEN.lastIndex = 0;
    const text = soql.trimEnd();
    while (TOKEN.lastIndex < text.length) {
      const from = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (!match) throw malformed(`unexpected token: '${text.slice(from, from + 20).trim()}'`);
      const [kind, value] = Object.entries(match.groups!).find(([, found]) => found !== undefined)!;
      this.tokens.push({ kind: kind as Token['kind'], text: value! });
    }
  }

  query(): SoqlQuery {
    this.word('SELECT');
    const count = this.takeCount();
    const fields = count ? [] : [this.name()];
    while (!count && this.takeSign(',')) fields.push(this.name());
    this.word('FROM');
    const from = this.name();
    const where = this.takeWord('WHERE') ? this.condition() : null;
    const orderBy: { field: string; descending: boolean }[] = [];
    if (this.takeWord('ORDER')) {
      this.word('BY');
      do {
        const field = this.name();
        const descending = this.takeWord('DESC');
        if (!descending) this.takeWord('ASC');
        orderBy.push({ field, descending });
      } while (this.takeSign(','));
    }
    const limit = this.takeWord('LIMIT') ? Number(this.next('number').text) : null;
    if (this.at < this.tokens.length) throw malformed(`unexpected token: '${this.tokens[this.at]!.text}'`);
    return { fields, count, from, where, orderBy, limit };
  }

  /** "COUNT()": the only item of its list, without a field. */
  private takeCount(): boolean {
    if (!this.peekWord('COUNT') || this.tokens[this.at + 1]?.text !== '(') return false;
    this.at += 1;
    this.sign('(');
    this.sign(')');
    return true;
  }

  /** AND and OR are not mixed without parentheses. */
  private condition(): Condition {
    const all = [this.comparison()];
    const kind = this.peekWord('AND') ? 'and' : this.peekWord('OR') ? 'or' : null;
    if (!kind) return all[0]!;
    while (this.takeWord(kind)) all.push(this.comparison());
    if (this.peekWord(kind === 'and' ? 'OR' : 'AND')) throw malformed('unexpected token: AND and OR need parentheses');
    return { kind, all };
  }

  private comparison(): Condition {
    if (this.takeSign('(')) {
      const inner = this.condition();
      this.sign(')');
      return inner;
    }
    const field = this.name();
    if (this.takeWord('IN')) {
      this.sign('(');
      const values = [this.value()];
      while (this.takeSign(',')) values.push(this.value());
      this.sign(')');
      return { kind: 'in', field, values };
    }
    if (this.takeWord('LIKE')) {
      const pattern = this.value();
      if (typeof pattern !== 'string') throw malformed(`unexpected token: '${String(pattern)}'`);
      return { kind: 'like', field, pattern };
    }
    const operator = this.next('sign').text;
    if (!['=', '!=', '<', '<=', '>', '>='].includes(operator)) throw malformed(`unexpected token: '${operator}'`);
    return { kind: 'compare', field, operator, value: this.value() };
  }

  private value(): Value {
    const token = this.tokens[this.at++];
    switch (token?.kind) {
      case 'text':
        return token.text.slice(1, -1).replace(/\\(.)/g, '$1');
      case 'instant':
        return new Date(token.text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).toISOString();
      case 'date':
        return token.text;
      case 'number':
        return Number(token.text);
      case 'word': {
        const word = token.text.toLowerCase();
        if (word === 'null') return null;
        if (word === 'true' || word === 'false') return word === 'true';
      }
    }
    throw malformed(`unexpected token: '${token?.text ?? '<EOF>'}'`);
  }

  private next(kind: Token['kind']): Token {
    const token = this.tokens[this.at++];
    if (token?.kind !== kind) throw malformed(`unexpected token: '${token?.text ?? '<EOF>'}'`);
    return token;
  }

  private name(): string {
    return this.next('word').text;
  }

  private peekWord(word: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === 'word' && token.text.toUpperCase() === word.toUpperCase();
  }

  private takeWord(word: string): boolean {
    if (!this.peekWord(word)) return false;
    this.at += 1;
    return true;
  }

  private word(word: string): void {
    if (!this.takeWord(word))
      throw malformed(`unexpected token: '${this.tokens[this.at]?.text ?? '<EOF>'}' (expected ${word})`);
  }

  private takeSign(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.at += 1;
    return true;
  }

  private sign(sign: string): void {
    if (!this.takeSign(sign))
      throw malformed(`unexpected token: '${this.tokens[this.at]?.text ?? '<EOF>'}' (expected ${sign})`);
  }
}
