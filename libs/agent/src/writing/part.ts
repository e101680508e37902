import type { ModelError, ModelErrorKind } from '@salesagent/llm';
import type { TemplateValues } from '@salesagent/playbook';
import type { CustomerText } from '../decision';

/** A message to be worded: the template that says it without a model, and what bounds its words. */
export interface Part {
  /** Heading of the template. */
  heading: string;
  values: TemplateValues;
  /** Of its body. */
  wordsAtMost: number;
  /** As the output policy looks at it. */
  as: Pick<CustomerText, 'first' | 'sentBy' | 'channel' | 'company'>;
}

/** A part with its template filled. */
export interface FilledPart extends Part {
  /** Id of the template's passage. */
  passage: string;
  /** As written in the playbook. */
  template: string;
  filled: string;
}

/** Where one claim of a text comes from; the claim itself only where it can name nobody. */
export interface Trace {
  kind: string;
  claim?: string;
  /** `facts.accountName`, `3-pipeline/sequence-drafting#touch-1` */
  from: string;
}

/** Who wrote a text. */
export type WrittenBy =
  | {
      by: 'template';
      /** Why no model did. */
      because: string;
      /** What was wrong with what a model wrote; may quote it, so it is stored sealed. */
      problems?: string;
    }
  | {
      by: 'model';
      /** As the provider names what answered. */
      model: string;
      /** `draft-message@1` */
      prompt: string;
      traces: Trace[];
      /** Sentences taken out since nothing stood behind them. */
      removed: number;
    };

export interface Written {
  text: string;
  by: WrittenBy;
}

/** Until when a model may be asked for the looks of a batch. */
export interface Within {
  /** By `performance.now()`, ms. */
  ends: number;
  /** Ends it before, when the service stops. */
  signal: AbortSignal;
}

export const NO_MODEL = 'no model is configured';
export const TIME_OVER = 'the time of its batch for a model was over';

export interface PenLimits {
  /** From the first question to a model on, ms. */
  withinMs?: number;
  /** Aborted when the service stops: what a model is asked for then is given up. */
  signal?: AbortSignal;
}

const FOR_ALL: readonly ModelErrorKind[] = [
  'not-configured',
  'rejected',
  'unavailable',
  'timed-out',
  'budget-spent',
  'nobody-answered',
];
/** Whether the next look of a batch would fare no better after this error. */
export const endsAllOf = ({ kind }: ModelError): boolean => FOR_ALL.includes(kind);

/** With less time than this a model is not asked at all, ms. */
export const LEAST_TIME_MS = 1_000;

/** Words parts; those it cannot word come back as their templates. @param people value name → record, `contact/C1` */
export type PartWriter = (parts: readonly FilledPart[], people: Readonly<Record<string, string>>) => Promise<Written[]>;
