import type { ObjectDescription } from '../hosted/port';
import { describeObject } from './describe';
import { Refusal } from './refusal';
import type { SalesforceSession } from './session';
import type { FieldTypes } from './values';

/** What is known of each object, asked for once. */
export class Catalog {
  private readonly known = new Map<string, Promise<ObjectDescription | null>>();

  constructor(private readonly session: SalesforceSession) {}

  /** Asked anew, as after somebody changed the setup. */
  async refresh(name: string): Promise<ObjectDescription | null> {
    this.known.delete(name);
    return this.find(name);
  }

  find(name: string): Promise<ObjectDescription | null> {
    let asked = this.known.get(name);
    if (!asked) {
      asked = describeObject(this.session, name);
      this.known.set(name, asked);
      asked.catch(() => this.known.delete(name));
    }
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
