import { toCloudEvent, versionedType } from '@salesagent/canon/events';
import { asJson } from './schema-files';
import { samples, theStory } from './samples';

/** One message per event as it lies on Kafka, and the whole story as a dump, a message a line. */
export function sampleFiles(): Record<string, () => string> {
  const each = [...samples().values()].map((event): [string, () => string] => [
    `contracts/samples/${versionedType(event)}.json`,
    () => asJson(toCloudEvent(event)),
  ]);
  const dump = (): string =>
    theStory()
      .map((event) => `${JSON.stringify(toCloudEvent(event))}\n`)
      .join('');
  return { ...Object.fromEntries(each), 'contracts/samples/story.jsonl': dump };
}
