import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ENCODINGS } from './encodings';

/** Where a stranger's words get into the records. */
export const CARRIERS = ['note', 'e-mail', 'company name', 'contact name', 'case', 'document', 'CSV cell'] as const;
export type Carrier = (typeof CARRIERS)[number];
/** Carriers that are no record: a company's folder over the firm's playbook, and documents of the company. */
export const OVERRIDE = 'playbook override';
/** What was indexed for the company and an action asks. */
export const COMPANY_DOCUMENT = 'company document';

/** One attempt to have something done or said by what stands in a record. */
export interface Attempt {
  /** `de/tool-call/note` */
  id: string;
  kind: string;
  /** ISO 639-1, or `code`. */
  language: string;
  carrier: Carrier | typeof OVERRIDE | typeof COMPANY_DOCUMENT;
  text: string;
}

/** An attempt that stands in a record. */
export type CarriedAttempt = Attempt & { carrier: Carrier };

const TEXTS = join(__dirname, 'texts');
/** What is carried in two ways each, so that every language meets every carrier. */
const CARRIED_BY = 2;
/** Every encoding hides these. */
const HIDDEN = ['en/override', 'en/exfiltration-link', 'de/raise-tier', 'es/fake-approval', 'fr/tool-call'];

interface Text {
  kind: string;
  language: string;
  text: string;
}

/** Texts as they are written down, by language; a kind has one text or several. */
function plainTexts(): Text[] {
  return readdirSync(TEXTS)
    .toSorted()
    .flatMap((file) => {
      const language = file.replace(/\.yaml$/, '');
      const kinds = parse(readFileSync(join(TEXTS, file), 'utf8')) as Record<string, string | string[]>;
      return Object.entries(kinds).flatMap(([kind, texts]) => [texts].flat().map((text) => ({ kind, language, text })));
    });
}

/** The whole corpus, always the same. Each attempt has an id of its own. */
export function attempts(): CarriedAttempt[] {
  const plain = plainTexts();
  const hidden = plain
    .filter(({ kind, language }) => HIDDEN.includes(`${language}/${kind}`))
    .flatMap(({ kind, language, text }) =>
      Object.entries(ENCODINGS).map(([encoding, encode]): Text & { of: string } => ({
        ...{ kind: encoding, language, text: encode(text), of: kind },
      })),
    );
  const seen = new Map<string, number>();
  return [...plain, ...hidden].flatMap((text, n) =>
    Array.from({ length: CARRIED_BY }, (_, more): CarriedAttempt => {
      // Seven carriers: the second is three further on, so that it is never the first one.
      const carrier = CARRIERS[(n + 3 * more) % CARRIERS.length]!;
      const id = `${text.language}/${text.kind}/${carrier}`;
      const times = (seen.get(id) ?? 0) + 1;
      seen.set(id, times);
      const { kind, language } = text;
      return { id: times === 1 ? id : `${id}/${times}`, kind, language, carrier, text: text.text };
    }),
  );
}
