/** An activity as a history tells it: what it was asked, and its answer, where it had come. */
export interface RecordedActivity {
  type: string;
  input: Record<string, unknown>;
  result: unknown;
}

export interface RecordedUpdate {
  name: string;
  answer: Record<string, unknown> | null;
}

export type Ending =
  { kind: 'completed'; result: unknown } | { kind: 'continued'; memory: Record<string, unknown> } | { kind: 'running' };

interface Payloads {
  payloads?: { metadata?: { encoding?: string }; data?: string }[];
}
type Attributes = Record<string, unknown>;

/** What happened in one run of a workflow, read from the events of its history and from nothing else. */
export class RecordedHistory {
  readonly workflow: string;
  readonly input: Record<string, unknown>;
  readonly activities: RecordedActivity[] = [];
  readonly updates: RecordedUpdate[] = [];
  readonly signals: string[] = [];
  /** Ids of `patched()` that the run passed with yes. */
  readonly markers: string[] = [];
  readonly ending: Ending;
  readonly timersFired: number;

  /** @throws Error when it is not a history in Temporal's JSON */
  constructor(json: unknown) {
    const { events } = json as { events?: Attributes[] };
    if (!Array.isArray(events) || events.length === 0) throw new Error('not a history: it has no events');
    const of = (type: string): { id: string; attributes: Attributes }[] =>
      events
        .filter((e) => e['eventType'] === `EVENT_TYPE_${type}`)
        .map((e) => ({ id: String(e['eventId']), attributes: attributesOf(e) }));
    const [started] = of('WORKFLOW_EXECUTION_STARTED');
    if (!started) throw new Error('not a history: it does not begin with the start of a workflow');
    this.workflow = (started.attributes['workflowType'] as { name: string }).name;
    this.input = first(started.attributes['input']) as Record<string, unknown>;
    const results = new Map(
      of('ACTIVITY_TASK_COMPLETED').map(({ attributes }) => [
        String(attributes['scheduledEventId']),
        first(attributes['result']),
      ]),
    );
    for (const { id, attributes } of of('ACTIVITY_TASK_SCHEDULED'))
      this.activities.push({
        type: (attributes['activityType'] as { name: string }).name,
        input: (first(attributes['input']) ?? {}) as Record<string, unknown>,
        result: results.get(id),
      });
    const answers = new Map(
      of('WORKFLOW_EXECUTION_UPDATE_COMPLETED').map(({ attributes }) => [
        String(attributes['acceptedEventId']),
        first((attributes['outcome'] as { success?: unknown } | undefined)?.success),
      ]),
    );
    for (const { id, attributes } of of('WORKFLOW_EXECUTION_UPDATE_ACCEPTED')) {
      const { input } = attributes['acceptedRequest'] as { input: { name: string } };
      this.updates.push({ name: input.name, answer: (answers.get(id) ?? null) as RecordedUpdate['answer'] });
    }
    this.signals.push(...of('WORKFLOW_EXECUTION_SIGNALED').map(({ attributes }) => String(attributes['signalName'])));
    for (const { attributes } of of('MARKER_RECORDED')) {
      const details = (attributes['details'] ?? {}) as Record<string, unknown>;
      const patch = first(details['patch-data']) as { id?: string } | null;
      if (patch?.id !== undefined) this.markers.push(patch.id);
    }
    this.timersFired = of('TIMER_FIRED').length;
    this.ending = ending(of);
  }

  isOf({ marker, without }: { marker?: string; without?: string }): boolean {
    const has = (id: string): boolean => this.markers.includes(id);
    return (marker === undefined || has(marker)) && (without === undefined || !has(without));
  }

  /** Answers of an activity, in order. */
  results(type: string): Record<string, unknown>[] {
    return this.activities
      .filter((a) => a.type === type && a.result !== undefined && a.result !== null)
      .map((a) => a.result as Record<string, unknown>);
  }

  asked(type: string): Record<string, unknown>[] {
    return this.activities.filter((a) => a.type === type).map((a) => a.input);
  }

  get result(): unknown {
    return this.ending.kind === 'completed' ? this.ending.result : undefined;
  }
}

function ending(of: (type: string) => { attributes: Attributes }[]): Ending {
  const [completed] = of('WORKFLOW_EXECUTION_COMPLETED');
  if (completed) return { kind: 'completed', result: first(completed.attributes['result']) };
  const [continued] = of('WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
  if (!continued) return { kind: 'running' };
  return { kind: 'continued', memory: first(continued.attributes['input']) as Record<string, unknown> };
}

function attributesOf(event: Attributes): Attributes {
  const key = Object.keys(event).find((name) => name.endsWith('EventAttributes'));
  return key === undefined ? {} : (event[key] as Attributes);
}

/** The first value of a list of payloads; null where there is none. */
function first(payloads: unknown): unknown {
  const payload = (payloads as Payloads | undefined)?.payloads?.[0];
  if (payload?.data === undefined) return null;
  return JSON.parse(Buffer.from(payload.data, 'base64').toString('utf8')) as unknown;
}
