import type { ObjectDescription, Priority, Timing } from '../hosted/port';
import { describeObject } from './describe';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import type { FieldTypes } from './values';

/** How long a description is taken as it was, in milliseconds: somebody may add a field meanwhile. */
const KEPT_MS = 3_600_000;

/** What is known of each object, asked for once an hour. */
export class Catalog {
  private readonly known = new Map<string, { asked: Promise<ObjectDescription | null>; at: number }>();

  constructor(
    private readonly session: SalesforceSession,
    private readonly timing: Timing,
  ) {}

  /** Asked anew, as after somebody changed the setup. */
  async refresh(name: string, priority: Priority = 'background'): Promise<ObjectDescription | null> {
    this.known.delete(name);
    return this.find(name, priority);
  }

  find(name: string, priority: Priority = 'background'): Promise<ObjectDescription | null> {
    const now = this.timing.now().getTime();
    const known = this.known.get(name);
    if (known && now - known.at < KEPT_MS) return known.asked;
    const asked = describeObject(this.session, name, priority);
    this.known.set(name, { asked, at: now });
    asked.catch(() => this.known.delete(name));
    return asked;
  }

  /** @throws Refusal for an object that is not there */
  async get(name: string): Promise<ObjectDescription> {
    const object = await this.find(name);
    if (!object) throw new Refusal(`the object ${name} is not there`, 'INVALID_TYPE', 404);
    return object;
  }

  async typesOf(name: string): Promise<FieldTypes> {
    const { fields } = await this.get(name);
    return new Map(fields.map((field) => [field.name, field.type]));
  }

  /** Fields to ask for beside those wanted: a merged record tells its master only where the object has one. */
  async stateFieldsOf(name: string): Promise<string[]> {
    const types = await this.typesOf(name);
    return ['IsDeleted', 'MasterRecordId'].filter((field) => types.has(field));
  }
}
