import { z } from 'zod';
import { nearest } from './nearest';

export interface ProblemWords {
  path: PropertyKey[];
  message: string;
  suggestion: string;
}

export const suggestionFor = {
  never: 'see `salesagent actions list` for what each action does',
  effects: 'a company changes no effect class; add a refinement with when: { effects: [...] }',
};

/** A zod issue in words: what is wrong at which path, and what to write instead. */
export function wordsOf(issue: z.core.$ZodIssue, schema: z.ZodType): ProblemWords[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: 'is not a key of a policy here',
        suggestion: key === 'effects' && path.length === 0 ? suggestionFor.effects : oneOf(key, known),
      }));
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      if (issue.input === undefined) return [missing(path, `one of ${values.join(', ')}`)];
      return [{ path: [...path], message: `is ${said(issue.input)}`, suggestion: oneOf(String(issue.input), values) }];
    }
    case 'invalid_type':
      if (issue.input === undefined) return [missing(path, `a value of type ${issue.expected}`)];
      return [
        { path: [...path], message: `is ${said(issue.input)}`, suggestion: `write a value of type ${issue.expected}` },
      ];
    case 'too_small':
      return [{ path: [...path], message: `is ${said(issue.input)}`, suggestion: `write at least ${issue.minimum}` }];
    case 'too_big':
      return [{ path: [...path], message: `is ${said(issue.input)}`, suggestion: `write at most ${issue.maximum}` }];
    default:
      return [{ path: [...path], message: `is ${said(issue.input)}`, suggestion: issue.message }];
  }
}

const missing = (path: readonly PropertyKey[], what: string): ProblemWords => ({
  path: [...path],
  message: 'is missing',
  suggestion: `add ${what}`,
});

function oneOf(typed: string, known: readonly string[]): string {
  // Of one letter or two everything is near.
  const near = typed.length > 2 ? nearest(typed, known) : null;
  return near ? `did you mean “${near}”?` : `use one of ${known.join(', ')}`;
}

function said(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? 'empty' : 'a map';
  return typeof value === 'string' ? `“${value}”` : String(value);
}

/** The keys a map may have at a path of a schema. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const step of path) {
    at = bare(at);
    if (at instanceof z.ZodObject) at = (at.shape as Record<string, unknown>)[String(step)];
    else if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodRecord) at = at.valueType;
  }
  const found = bare(at);
  if (found instanceof z.ZodObject) return Object.keys(found.shape as object);
  return found instanceof z.ZodRecord && found.keyType instanceof z.ZodEnum ? found.keyType.options.map(String) : [];
}

function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap()) : schema;
}
