import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSmallCompany, type SmallCompany } from '../harness/small-company';

/** A person whose values stand for nothing else, so that every trace of them is theirs. */
export const PERSON = {
  ref: 'contact/C1',
  name: 'Zelda Quuxmarker',
  email: 'zelda.quuxmarker@example.com',
  phone: '+49 30 555019977',
};
/** First and last name each, address and number; and a text that was only ever linked to them. */
export const MARKERS = ['Zelda', 'Quuxmarker', PERSON.email, '555019977', 'prefersmauvecurtains'];

/** The small company, with the person at its first account: contact, mail, a call, a case. */
export function writeCompanyOf(folder: string): SmallCompany {
  const company = writeSmallCompany(folder, 2);
  const file = (name: string, rows: string[]) => writeFileSync(join(folder, name), `${rows.join('\n')}\n`);
  file('contacts.csv', [
    'contact_id,account,full_name,email,phone,job_title,persona',
    `C1,Account 1,${PERSON.name},${PERSON.email},${PERSON.phone},CFO,`,
    'C2,Account 2,Bo Birch,bo@example.com,,CTO,technology',
  ]);
  file('activities.csv', [
    'activity_id,account,contact_id,activity_type,direction,activity_date,subject,notes',
    `N1,Account 1,C1,email,inbound,2017-12-01,A question,She prefersmauvecurtains in her office`,
    `N2,Account 2,C2,call,outbound,2017-12-02,About the plan,Bo knows ${PERSON.name} from school`,
  ]);
  return company;
}

/** Says again what the first export said, and something new. */
export function writeNewerExport(folder: string): void {
  appendFileSync(
    join(folder, 'activities.csv'),
    `N3,Account 1,C1,call,outbound,2017-12-20,Again,Call ${PERSON.name}\n`,
  );
}
